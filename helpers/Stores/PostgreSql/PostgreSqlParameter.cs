using System.Collections;
using System.Numerics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Npgsql;
using NpgsqlTypes;
using StorageCourse.Host;

namespace StorageCourse.Stores.PostgreSql;

/// <summary>A C# variable as a parameter of PostgreSQL.</summary>
internal static class PostgreSqlParameter
{
    /// <exception cref="CellException">The type has no counterpart.</exception>
    public static NpgsqlParameter From(Variable variable) => variable.Value switch
    {
        null or DBNull => new() { Value = DBNull.Value },
        string or bool or short or int or long or float or double or decimal or DateOnly or TimeOnly or TimeSpan or Guid or byte[] or BigInteger =>
            new() { Value = variable.Value },
        DateTime time => new() { Value = time },
        DateTimeOffset time => new() { Value = time.ToUniversalTime() },
        char one => new() { Value = one.ToString() },
        byte number => new() { Value = (short)number },
        sbyte number => new() { Value = (short)number },
        ushort number => new() { Value = (int)number },
        uint number => new() { Value = (long)number },
        ulong number => new() { Value = (decimal)number },
        Enum name => new() { Value = name.ToString() },
        JsonElement json => new() { Value = json.GetRawText(), NpgsqlDbType = NpgsqlDbType.Jsonb },
        JsonDocument json => new() { Value = json.RootElement.GetRawText(), NpgsqlDbType = NpgsqlDbType.Jsonb },
        JsonNode json => new() { Value = json.ToJsonString(), NpgsqlDbType = NpgsqlDbType.Jsonb },
        IEnumerable items when ElementType(items) is { } element => new() { Value = ToArray(items, element, variable) },
        var other => throw Unknown(variable.Name, other.GetType()),
    };

    private static Type? ElementType(IEnumerable items) => items.GetType().GetInterfaces()
        .FirstOrDefault(one => one.IsGenericType && one.GetGenericTypeDefinition() == typeof(IEnumerable<>))?.GetGenericArguments()[0];

    private static Array ToArray(IEnumerable items, Type element, Variable variable)
    {
        var plain = Nullable.GetUnderlyingType(element) ?? element;
        if (!IsSimple(plain)) throw Unknown(variable.Name, items.GetType());
        var values = items.Cast<object?>().Select(item => item is DateTimeOffset time ? time.ToUniversalTime() : item).ToList();
        var array = Array.CreateInstance(element, values.Count);
        for (var i = 0; i < values.Count; i++) array.SetValue(values[i], i);
        return array;
    }

    private static bool IsSimple(Type type) => type == typeof(string) || type == typeof(bool) || type == typeof(short) || type == typeof(int)
        || type == typeof(long) || type == typeof(float) || type == typeof(double) || type == typeof(decimal) || type == typeof(DateTime)
        || type == typeof(DateTimeOffset) || type == typeof(DateOnly) || type == typeof(TimeOnly) || type == typeof(TimeSpan)
        || type == typeof(Guid) || type == typeof(byte[]);

    private static CellException Unknown(string name, Type type) => new("UnknownType",
        $"{name} is a {type.Name}, which PostgreSQL has no type for; expected a number, string, bool, date or time, Guid, byte[], JSON, or an array or list of those");
}
