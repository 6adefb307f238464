using System.Collections;
using System.Globalization;
using System.Text;
using StorageCourse.Host;

namespace StorageCourse.Stores.Redis;

/// <summary>Puts C# variables in the place of whole unquoted arguments <c>$name</c>.</summary>
internal static class RedisBinder
{
    /// <exception cref="CellException">A variable doesn't exist, or has no form in Redis.</exception>
    public static IReadOnlyList<byte[]> Bind(RedisCommandLine command, IHost host)
    {
        var arguments = new List<byte[]>(command.Arguments.Count);
        foreach (var argument in command.Arguments)
        {
            if (argument.Variable is not { } name)
            {
                arguments.Add(argument.Bytes);
                continue;
            }

            if (!host.TryGetVariable(name, out var variable))
            {
                throw new CellException("UnknownVariable",
                    $"there is no C# variable {name}: run the cell that declares it, or quote the argument if ${name} is meant as it stands: '${name}'", argument.Line, argument.Column);
            }

            var before = arguments.Count;
            Add(arguments, variable.Value, argument, name);
            if (arguments.Count == before)
                throw new CellException("EmptyList", $"{name} is empty, so nothing would stand in its place", argument.Line, argument.Column);
        }

        return arguments;
    }

    private static void Add(List<byte[]> arguments, object? value, RedisArgument argument, string name)
    {
        switch (value)
        {
            case null:
                throw new CellException("NullValue", $"{name} is null (or holds a null), and Redis has none: a missing key is its null", argument.Line, argument.Column);
            case byte[] bytes:
                arguments.Add(bytes);
                break;
            case bool flag:
                arguments.Add(flag ? "1"u8.ToArray() : "0"u8.ToArray());
                break;
            case DateTime or DateTimeOffset:
                arguments.Add(Encoding.UTF8.GetBytes(((IFormattable)value).ToString("O", CultureInfo.InvariantCulture)));
                break;
            case string or char or Guid or Enum or IFormattable:
                arguments.Add(Encoding.UTF8.GetBytes(Convert.ToString(value, CultureInfo.InvariantCulture)!));
                break;
            case IDictionary pairs:
                foreach (DictionaryEntry pair in pairs)
                {
                    Add(arguments, pair.Key, argument, name);
                    Add(arguments, pair.Value, argument, name);
                }

                break;
            case IEnumerable items:
                foreach (var item in items) Add(arguments, item, argument, name);
                break;
            default:
                throw new CellException("UnknownType",
                    $"{name} is a {value.GetType().Name}; expected a string, number, bool, date or time, Guid, byte[], or a list or dictionary of those", argument.Line, argument.Column);
        }
    }
}
