using System.Globalization;
using System.Text;
using System.Text.Json;

namespace StorageCourse.Engine.Notebook;

/// <summary>A file that is no notebook.</summary>
/// <param name="path">The file.</param>
/// <param name="line">Counted from 1.</param>
/// <param name="column">In characters, counted from 1.</param>
/// <param name="reason">What was expected, what came, what to do.</param>
internal sealed class NotebookFormatException(string path, int line, int column, string reason)
    : Exception(string.Create(CultureInfo.InvariantCulture, $"{path}:{line}:{column}: {reason}"))
{
    /// <summary>Counted from 1.</summary>
    public int Line { get; } = line;

    /// <summary>In characters, counted from 1.</summary>
    public int Column { get; } = column;
}

/// <summary>Finds the line and column of what is wrong in a notebook file.</summary>
internal sealed class NotebookFault(string path, byte[] bytes)
{
    /// <summary>True for a file of nothing but white space.</summary>
    public bool IsBlank => !JsonStyle.WithoutMark(bytes).ContainsAnyExcept(" \t\r\n"u8);

    /// <summary>The fault at a byte of the file.</summary>
    public NotebookFormatException At(int offset, string reason)
    {
        var before = bytes.AsSpan(0, Math.Min(offset, bytes.Length));
        var start = before.LastIndexOf((byte)'\n') + 1;
        return new NotebookFormatException(path, before.Count((byte)'\n') + 1, Encoding.UTF8.GetCharCount(JsonStyle.WithoutMark(before[start..])) + 1, reason);
    }

    /// <summary>The fault at a JSON value, or, where it is missing, at what should hold it.</summary>
    /// <param name="steps">Property names and array positions, from the root.</param>
    /// <param name="reason">What was expected.</param>
    public NotebookFormatException At(IReadOnlyList<object> steps, string reason) => At(Locate(steps), reason);

    /// <summary>The fault that the JSON parser found.</summary>
    public NotebookFormatException Of(JsonException error)
    {
        var text = JsonStyle.WithoutMark(bytes);
        // Of a name that stands twice the parser does not say where.
        if (error.LineNumber is null && FindTwin() is { } twin) return At(twin, "expected each name once in an object, got the second of one");
        var start = 0;
        for (var line = error.LineNumber ?? 0; line > 0; line--) start += text[start..].IndexOf((byte)'\n') + 1;
        var offset = bytes.Length - text.Length + start + (int)(error.BytePositionInLine ?? 0);
        // The parser's own words end with a path and a zero-based position, which would contradict ours.
        var words = error.Message.Split(" Path: ")[0].Split(" LineNumber: ")[0].TrimEnd('.');
        if (text[start..].StartsWith("<<<<<<<"u8) || text[start..].StartsWith("======="u8) || text[start..].StartsWith(">>>>>>>"u8))
            words = "expected JSON, got git's conflict marker; settle the merge, or bring the file back with: course reset NN";
        return At(offset, words.StartsWith("expected", StringComparison.Ordinal) ? words : $"expected a notebook in JSON: {words}");
    }

    private int Locate(IReadOnlyList<object> steps)
    {
        var text = JsonStyle.WithoutMark(bytes);
        var mark = bytes.Length - text.Length;
        var reader = new Utf8JsonReader(text, new JsonReaderOptions { MaxDepth = 512 });
        reader.Read();
        var found = (int)reader.TokenStartIndex;
        foreach (var step in steps)
        {
            if (!Enter(ref reader, step)) break;
            found = (int)reader.TokenStartIndex;
        }

        return mark + found;
    }

    private int? FindTwin()
    {
        var text = JsonStyle.WithoutMark(bytes);
        var reader = new Utf8JsonReader(text, new JsonReaderOptions { MaxDepth = 512 });
        var names = new Stack<HashSet<string>>();
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.StartObject) names.Push(new(StringComparer.Ordinal));
            else if (reader.TokenType == JsonTokenType.EndObject) names.Pop();
            else if (reader.TokenType == JsonTokenType.PropertyName && !names.Peek().Add(reader.GetString()!))
                return bytes.Length - text.Length + (int)reader.TokenStartIndex;
        }

        return null;
    }

    private static bool Enter(ref Utf8JsonReader reader, object step)
    {
        var container = reader.TokenType;
        if (container is not (JsonTokenType.StartObject or JsonTokenType.StartArray)) return false;
        for (var position = 0; reader.Read() && reader.TokenType is not (JsonTokenType.EndObject or JsonTokenType.EndArray); position++)
        {
            var isIt = step is string name ? reader.TokenType == JsonTokenType.PropertyName && reader.ValueTextEquals(name) : step is int at && at == position;
            if (reader.TokenType == JsonTokenType.PropertyName) reader.Read();
            if (isIt) return true;
            reader.Skip();
        }

        return false;
    }
}
