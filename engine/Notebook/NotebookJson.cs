using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace StorageCourse.Engine.Notebook;

/// <summary>How a JSON file is laid out.</summary>
/// <param name="Indent">Spaces a level; 0 for a compact file.</param>
/// <param name="LineEnd">"\n" or "\r\n".</param>
/// <param name="EndsInLine">Whether the last line has an end.</param>
/// <param name="HasMark">Whether a byte order mark stands first.</param>
/// <param name="IsAscii">Whether other characters stand as \u escapes.</param>
internal sealed record JsonStyle(int Indent, string LineEnd, bool EndsInLine, bool HasMark, bool IsAscii)
{
    private static ReadOnlySpan<byte> Mark => [0xEF, 0xBB, 0xBF];

    /// <summary>The style of a file, from its first lines and its last.</summary>
    public static JsonStyle Of(ReadOnlySpan<byte> file)
    {
        var text = WithoutMark(file);
        var lineEnd = text.IndexOf("\r\n"u8) >= 0 ? "\r\n" : "\n";
        var firstLine = text.IndexOf((byte)'\n');
        var isEmpty = text.Count((byte)'\n') <= 1;
        var indent = isEmpty ? 1 : Math.Max(0, text[(firstLine + 1)..].IndexOfAnyExcept((byte)' '));
        var isAscii = !text.ContainsAnyExceptInRange((byte)0, (byte)0x7F) && HasEscapedText(text);
        return new JsonStyle(indent, lineEnd, isEmpty || text.EndsWith("\n"u8), text.Length != file.Length, isAscii);
    }

    /// <summary>A file's bytes without its byte order mark.</summary>
    public static ReadOnlySpan<byte> WithoutMark(ReadOnlySpan<byte> file) => file.StartsWith(Mark) ? file[3..] : file;

    /// <summary>The byte order mark, or nothing.</summary>
    public ReadOnlySpan<byte> Preamble => HasMark ? Mark : [];

    // \u0000 to \u00ff are escaped in every style where they are control characters.
    private static bool HasEscapedText(ReadOnlySpan<byte> text)
    {
        for (var at = text.IndexOf("\\u"u8); at >= 0 && at + 4 < text.Length;)
        {
            if (text[at + 2] != '0' || text[at + 3] != '0' || text[at + 4] >= '8') return true;
            var next = text[(at + 2)..].IndexOf("\\u"u8);
            at = next < 0 ? -1 : at + 2 + next;
        }

        return false;
    }
}

/// <summary>
/// Writes JSON as Jupyter does. The framework's writer escapes characters beyond the basic plane and cannot leave what it did not
/// understand alone; here a value that was read and not changed is copied as its bytes.
/// </summary>
internal static class NotebookJson
{
    /// <summary>The file's bytes.</summary>
    public static byte[] Write(JsonNode node, JsonStyle style)
    {
        var buffer = new ArrayBufferWriter<byte>(64 * 1024);
        buffer.Write(style.Preamble);
        WriteNode(node, style, 0, buffer);
        if (style.EndsInLine) WriteText(style.LineEnd, buffer);
        return buffer.WrittenSpan.ToArray();
    }

    private static void WriteNode(JsonNode? node, JsonStyle style, int depth, ArrayBufferWriter<byte> buffer)
    {
        switch (node)
        {
            case null:
                buffer.Write("null"u8);
                break;
            case JsonObject properties:
                WriteItems('{', '}', properties, style, depth, buffer, static (property, style, depth, buffer) =>
                {
                    WriteString(property.Key, style, buffer);
                    buffer.Write(style.Indent == 0 ? ":"u8 : ": "u8);
                    WriteNode(property.Value, style, depth, buffer);
                });
                break;
            case JsonArray items:
                WriteItems('[', ']', items, style, depth, buffer, WriteNode);
                break;
            case JsonValue value when value.TryGetValue<JsonElement>(out var element):
                buffer.Write(JsonMarshal.GetRawUtf8Value(element));
                break;
            case JsonValue value when value.TryGetValue<string>(out var text):
                WriteString(text, style, buffer);
                break;
            default:
                WriteText(node.ToJsonString(), buffer);
                break;
        }
    }

    private static void WriteItems<T>(
        char open, char close, IEnumerable<T> items, JsonStyle style, int depth, ArrayBufferWriter<byte> buffer, Action<T, JsonStyle, int, ArrayBufferWriter<byte>> write)
    {
        buffer.Write([(byte)open]);
        var any = false;
        foreach (var item in items)
        {
            if (any) buffer.Write(","u8);
            any = true;
            WriteLineStart(style, depth + 1, buffer);
            write(item, style, depth + 1, buffer);
        }

        if (any) WriteLineStart(style, depth, buffer);
        buffer.Write([(byte)close]);
    }

    private static void WriteLineStart(JsonStyle style, int depth, ArrayBufferWriter<byte> buffer)
    {
        if (style.Indent == 0) return;
        WriteText(style.LineEnd, buffer);
        var width = style.Indent * depth;
        buffer.GetSpan(width)[..width].Fill((byte)' ');
        buffer.Advance(width);
    }

    private static void WriteString(string text, JsonStyle style, ArrayBufferWriter<byte> buffer)
    {
        var escaped = new StringBuilder(text.Length + 2).Append('"');
        foreach (var unit in text)
        {
            _ = unit switch
            {
                '"' => escaped.Append("\\\""),
                '\\' => escaped.Append("\\\\"),
                '\n' => escaped.Append("\\n"),
                '\r' => escaped.Append("\\r"),
                '\t' => escaped.Append("\\t"),
                '\b' => escaped.Append("\\b"),
                '\f' => escaped.Append("\\f"),
                _ when unit < ' ' || (style.IsAscii && unit > '~') => escaped.Append("\\u").Append(Convert.ToHexStringLower([(byte)(unit >> 8), (byte)unit])),
                _ => escaped.Append(unit),
            };
        }

        WriteText(escaped.Append('"').ToString(), buffer);
    }

    private static void WriteText(string text, ArrayBufferWriter<byte> buffer) => Encoding.UTF8.GetBytes(text, buffer);
}
