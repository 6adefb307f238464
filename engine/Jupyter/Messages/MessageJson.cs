using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace StorageCourse.Engine.Jupyter.Messages;

/// <summary>JSON written by hand: no serializer, so nothing to warm up when a kernel starts.</summary>
internal static class MessageJson
{
    // The text goes to JSON parsers, not into HTML: < and é may stand as they are.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>{}</summary>
    public static readonly ReadOnlyMemory<byte> EmptyObject = "{}"u8.ToArray();

    /// <summary>UTF-8 of what <paramref name="write"/> writes.</summary>
    public static ReadOnlyMemory<byte> Write(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(buffer, Options)) write(json);
        return buffer.WrittenMemory;
    }

    /// <summary>An object with what <paramref name="write"/> writes inside.</summary>
    public static ReadOnlyMemory<byte> Object(Action<Utf8JsonWriter> write) => Write(json =>
    {
        json.WriteStartObject();
        write(json);
        json.WriteEndObject();
    });

    /// <summary>An object with what <paramref name="write"/> writes inside, whether or not it has to wait for it.</summary>
    public static async Task<ReadOnlyMemory<byte>> ObjectAsync(Func<Utf8JsonWriter, Task> write)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        await using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartObject();
            await write(json);
            json.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }

    /// <summary>A string property of an object, or null where it is absent or no string.</summary>
    public static string? String(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;

    /// <summary>A boolean property of an object, or <paramref name="otherwise"/>.</summary>
    public static bool Bool(this JsonElement element, string name, bool otherwise) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.True or JsonValueKind.False
            ? value.GetBoolean()
            : otherwise;

    /// <summary>An integer property of an object, or <paramref name="otherwise"/>.</summary>
    public static int Int(this JsonElement element, string name, int otherwise) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) ? number : otherwise;
}
