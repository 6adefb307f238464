using System.Text.Json;
using StorageCourse.Engine.Jupyter.Messages;
using StorageCourse.Host;

namespace StorageCourse.Engine.Jupyter.Server;

/// <summary>Pieces of message contents that several messages share.</summary>
internal static class Contents
{
    /// <summary>The text of a request and its cursor, in UTF-16 units; the end where it says none.</summary>
    public static (string Code, int Position) Cursor(this JsonElement request)
    {
        var code = request.String("code") ?? "";
        return (code, CodePoints.ToUtf16(code, request.Int("cursor_pos", int.MaxValue)));
    }

    /// <summary>The "data" of a display: text as a string, JSON as JSON.</summary>
    public static void WriteBundle(this Utf8JsonWriter json, Bundle bundle)
    {
        json.WriteStartObject("data");
        foreach (var (type, content) in bundle.Data)
        {
            json.WritePropertyName(type);
            if (MimeType.IsJson(type) && IsValidJson(content)) json.WriteRawValue(content, skipInputValidation: true);
            else json.WriteStringValue(content);
        }

        json.WriteEndObject();
        json.WriteStartObject("metadata");
        json.WriteEndObject();
    }

    /// <summary>The fields of an error, in an error message and in a reply.</summary>
    public static void WriteError(this Utf8JsonWriter json, CellError error)
    {
        json.WriteString("ename", error.Name);
        json.WriteString("evalue", error.Message);
        json.WriteStartArray("traceback");
        foreach (var line in error.Traceback) json.WriteStringValue(line);
        json.WriteEndArray();
    }

    private static bool IsValidJson(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
