using System.Collections;
using System.Data;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;

namespace StorageCourse.Cells.MariaDb;

/// <summary>A value for a placeholder: <c>@name</c>, or a <c>?</c> for one without a name.</summary>
internal sealed class MariaDbParameter : DbParameter
{
    public override DbType DbType { get; set; }

    public override ParameterDirection Direction { get; set; } = ParameterDirection.Input;

    public override bool IsNullable { get; set; }

    [AllowNull]
    public override string ParameterName { get; set; } = "";

    public override int Size { get; set; }

    [AllowNull]
    public override string SourceColumn { get; set; } = "";

    public override bool SourceColumnNullMapping { get; set; }

    public override object? Value { get; set; }

    public string PlainName => ParameterName.TrimStart('@', '?', ':');

    public override void ResetDbType() => DbType = default;
}

/// <summary>The parameters of a command.</summary>
internal sealed class MariaDbParameterCollection : DbParameterCollection
{
    private readonly List<MariaDbParameter> parameters = [];

    public override int Count => parameters.Count;

    public override object SyncRoot => parameters;

    public IReadOnlyList<MariaDbParameter> All => parameters;

    public override int Add(object value)
    {
        parameters.Add((MariaDbParameter)value);
        return parameters.Count - 1;
    }

    public override void AddRange(Array values)
    {
        foreach (var value in values) Add(value!);
    }

    public override void Clear() => parameters.Clear();

    public override bool Contains(object value) => parameters.Contains((MariaDbParameter)value);

    public override bool Contains(string value) => IndexOf(value) >= 0;

    public override void CopyTo(Array array, int index) => ((ICollection)parameters).CopyTo(array, index);

    public override IEnumerator GetEnumerator() => parameters.GetEnumerator();

    public override int IndexOf(object value) => parameters.IndexOf((MariaDbParameter)value);

    public override int IndexOf(string parameterName) =>
        parameters.FindIndex(one => one.PlainName.Equals(parameterName.TrimStart('@', '?', ':'), StringComparison.OrdinalIgnoreCase));

    public override void Insert(int index, object value) => parameters.Insert(index, (MariaDbParameter)value);

    public override void Remove(object value) => parameters.Remove((MariaDbParameter)value);

    public override void RemoveAt(int index) => parameters.RemoveAt(index);

    public override void RemoveAt(string parameterName) => parameters.RemoveAt(Found(parameterName));

    protected override DbParameter GetParameter(int index) => parameters[index];

    protected override DbParameter GetParameter(string parameterName) => parameters[Found(parameterName)];

    protected override void SetParameter(int index, DbParameter value) => parameters[index] = (MariaDbParameter)value;

    protected override void SetParameter(string parameterName, DbParameter value) => parameters[Found(parameterName)] = (MariaDbParameter)value;

    private int Found(string name) => IndexOf(name) is >= 0 and var index ? index : throw new ArgumentException($"there is no parameter {name}", nameof(name));
}
