using System.Text.Json.Nodes;
using StorageCourse.Host;

namespace StorageCourse.Engine.Notebook;

/// <summary>nbformat's two forms of a text: a string, or an array of lines that keep their line ends.</summary>
internal static class MultilineText
{
    /// <summary>The text of either form; "" for null.</summary>
    public static string Join(JsonNode? node) => node switch
    {
        null => "",
        JsonArray lines => string.Concat(lines.Select(Join)),
        JsonValue value when value.TryGetValue<string>(out var text) => text,
        _ => node.ToJsonString(),
    };

    /// <summary>The form in which nbformat writes to disk: an array of lines.</summary>
    public static JsonArray Split(string text)
    {
        var lines = new JsonArray();
        Append(lines, text);
        return lines;
    }

    /// <summary>Adds text to an array of lines; its last line may still be open.</summary>
    public static void Append(JsonArray lines, string text)
    {
        if (lines.Count > 0 && Join(lines[^1]) is var open && !open.EndsWith('\n'))
        {
            lines.RemoveAt(lines.Count - 1);
            text = open + text;
        }

        for (var start = 0; start < text.Length;)
        {
            var end = text.IndexOf('\n', start) is >= 0 and var at ? at + 1 : text.Length;
            lines.Add(JsonValue.Create(text[start..end]));
            start = end;
        }
    }

    /// <summary>A copy of a MIME bundle as nbformat writes it: sorted, texts as arrays of lines; JSON types stay JSON.</summary>
    public static JsonObject SplitBundle(JsonObject data)
    {
        var split = new JsonObject();
        foreach (var (mimeType, content) in data.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            split[mimeType] = content is JsonValue value && !MimeType.IsJson(mimeType) && value.TryGetValue<string>(out var text)
                ? Split(text)
                : content?.DeepClone();
        }

        return split;
    }
}
