using System.Collections;
using System.Data;
using System.Data.Common;

namespace StorageCourse.Cells.MariaDb;

/// <summary>Reads the results of a command as they arrive.</summary>
internal sealed class MariaDbDataReader : DbDataReader
{
    private readonly MariaDbConnection connection;
    private readonly CommandBehavior behavior;
    private readonly Queue<(string Sql, IReadOnlyList<object?> Values)> waiting;
    private MariaDbResult? result;
    private int affected = -1;
    private bool? firstRow;
    private bool onRow;
    private bool waited;

    public MariaDbDataReader(MariaDbConnection connection, IEnumerable<(string Sql, IReadOnlyList<object?> Values)> statements, CommandBehavior behavior)
    {
        this.connection = connection;
        this.behavior = behavior;
        waiting = new(statements);
        // As every driver does: results without rows are passed over, but counted.
        if (Start() && result!.Columns.Count == 0) NextResult();
    }

    public override int Depth => 0;

    public override int FieldCount => result?.Columns.Count ?? 0;

    public override bool HasRows => firstRow ??= connection.Run(_ => result?.Read() ?? false);

    public override bool IsClosed => result is null && waiting.Count == 0;

    public override int RecordsAffected => affected;

    public override object this[int ordinal] => GetValue(ordinal);

    public override object this[string name] => GetValue(GetOrdinal(name));

    public MariaDbColumn Column(int ordinal) => Current.Columns[ordinal];

    /// <summary>A value of the current row in text form, as the server sent it.</summary>
    public ReadOnlySpan<byte> Raw(int ordinal) => Row.Raw(ordinal);

    private MariaDbResult Current => result ?? throw new InvalidOperationException("expected an open reader, but this one is closed");

    private MariaDbResult Row => onRow ? Current : throw new InvalidOperationException("expected a row: call Read first");

    public override bool Read()
    {
        if (result is null) return false;
        onRow = firstRow ?? connection.Run(_ => result.Read());
        firstRow = null;
        return onRow;
    }

    // The first row may be long in coming; those that follow lie in the buffer.
    public override Task<bool> ReadAsync(CancellationToken cancellationToken)
    {
        if (waited) return Task.FromResult(Read());
        waited = true;
        return Task.Run(Read, CancellationToken.None);
    }

    public override bool NextResult()
    {
        do
        {
            if (!Next() && !Start()) return false;
        }
        while (result!.Columns.Count == 0);
        return true;
    }

    public override Task<bool> NextResultAsync(CancellationToken cancellationToken) => Task.Run(NextResult, CancellationToken.None);

    public override void Close()
    {
        waiting.Clear();
        var closing = result;
        result = null;
        if (closing is not null && connection.State == ConnectionState.Open)
        {
            connection.Run(_ =>
            {
                closing.Dispose();
                return true;
            });
        }

        if (behavior.HasFlag(CommandBehavior.CloseConnection)) connection.Close();
    }

    public override bool IsDBNull(int ordinal) => Row.IsNull(ordinal);

    public override object GetValue(int ordinal) => Row.IsNull(ordinal) ? DBNull.Value : Current.Columns[ordinal].Parse(Row.Raw(ordinal));

    public override int GetValues(object[] values)
    {
        var count = Math.Min(values.Length, FieldCount);
        for (var i = 0; i < count; i++) values[i] = GetValue(i);
        return count;
    }

    public override T GetFieldValue<T>(int ordinal) => ValueConversion.To<T>(GetValue(ordinal), GetName(ordinal));

    public override bool GetBoolean(int ordinal) => GetFieldValue<bool>(ordinal);

    public override byte GetByte(int ordinal) => GetFieldValue<byte>(ordinal);

    public override long GetBytes(int ordinal, long dataOffset, byte[]? buffer, int bufferOffset, int length)
    {
        var bytes = GetFieldValue<byte[]>(ordinal);
        if (buffer is null) return bytes.Length;
        var count = (int)Math.Min(length, bytes.Length - dataOffset);
        Array.Copy(bytes, dataOffset, buffer, bufferOffset, count);
        return count;
    }

    public override char GetChar(int ordinal) => GetFieldValue<string>(ordinal)[0];

    public override long GetChars(int ordinal, long dataOffset, char[]? buffer, int bufferOffset, int length)
    {
        var text = GetFieldValue<string>(ordinal);
        if (buffer is null) return text.Length;
        var count = (int)Math.Min(length, text.Length - dataOffset);
        text.CopyTo((int)dataOffset, buffer, bufferOffset, count);
        return count;
    }

    public override string GetDataTypeName(int ordinal) => Column(ordinal).TypeName;

    public override DateTime GetDateTime(int ordinal) => GetFieldValue<DateTime>(ordinal);

    public override decimal GetDecimal(int ordinal) => GetFieldValue<decimal>(ordinal);

    public override double GetDouble(int ordinal) => GetFieldValue<double>(ordinal);

    public override Type GetFieldType(int ordinal) => Column(ordinal).ClrType;

    public override float GetFloat(int ordinal) => GetFieldValue<float>(ordinal);

    public override Guid GetGuid(int ordinal) => GetFieldValue<Guid>(ordinal);

    public override short GetInt16(int ordinal) => GetFieldValue<short>(ordinal);

    public override int GetInt32(int ordinal) => GetFieldValue<int>(ordinal);

    public override long GetInt64(int ordinal) => GetFieldValue<long>(ordinal);

    public override string GetName(int ordinal) => Column(ordinal).Name;

    public override int GetOrdinal(string name)
    {
        for (var i = 0; i < FieldCount; i++)
            if (GetName(i).Equals(name, StringComparison.OrdinalIgnoreCase))
                return i;
        throw new ArgumentOutOfRangeException(nameof(name), $"there is no column \"{name}\"");
    }

    public override string GetString(int ordinal) => GetFieldValue<string>(ordinal);

    public override IEnumerator GetEnumerator() => new DbEnumerator(this);

    protected override void Dispose(bool disposing)
    {
        if (disposing) Close();
        base.Dispose(disposing);
    }

    private bool Start()
    {
        if (!waiting.TryDequeue(out var statement)) return false;
        connection.Run(handle =>
        {
            result?.Dispose();
            result = null;
            result = statement.Values.Count == 0 ? new MariaDbTextResult(handle, statement.Sql) : new MariaDbStatementResult(handle, statement.Sql, statement.Values);
            return true;
        });
        Begin();
        return true;
    }

    private bool Next()
    {
        onRow = false;
        if (result is null || !connection.Run(_ => result.NextResult())) return false;
        Begin();
        return true;
    }

    private void Begin()
    {
        (firstRow, onRow, waited) = (null, false, false);
        if (result!.AffectedRows >= 0) affected = Math.Max(affected, 0) + (int)result.AffectedRows;
    }
}
