using System.Globalization;
using System.Text.Json;

namespace StorageCourse.Engine.Jupyter.Messages;

/// <summary>A message's header, with the JSON text that it came in: replies return it unchanged as their parent header.</summary>
internal sealed record MessageHeader(string Id, string Session, string Type, ReadOnlyMemory<byte> Json)
{
    /// <summary>The version of the protocol that we speak.</summary>
    public const string ProtocolVersion = "5.4";

    /// <summary>A header with an id of its own.</summary>
    public static MessageHeader Create(string session, string type)
    {
        var id = Guid.NewGuid().ToString("n");
        return new MessageHeader(id, session, type, MessageJson.Write(json =>
        {
            json.WriteStartObject();
            json.WriteString("msg_id", id);
            json.WriteString("session", session);
            json.WriteString("username", "kernel");
            json.WriteString("date", DateTime.UtcNow.ToString("yyyy-MM-ddTHH:mm:ss.ffffffZ", CultureInfo.InvariantCulture));
            json.WriteString("msg_type", type);
            json.WriteString("version", ProtocolVersion);
            json.WriteEndObject();
        }));
    }

    /// <summary>Reads a header; null for the empty one that stands for "no parent".</summary>
    /// <exception cref="JsonException">No JSON object.</exception>
    public static MessageHeader? Parse(ReadOnlyMemory<byte> json)
    {
        string id = "", session = "", type = "";
        var reader = new Utf8JsonReader(json.Span);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) throw new JsonException("expected a header");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("msg_id"u8)) id = Value(ref reader);
            else if (reader.ValueTextEquals("session"u8)) session = Value(ref reader);
            else if (reader.ValueTextEquals("msg_type"u8)) type = Value(ref reader);
            else reader.Skip();
        }

        return type.Length == 0 && id.Length == 0 ? null : new MessageHeader(id, session, type, json);
    }

    private static string Value(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.String) return reader.GetString()!;
        reader.Skip();
        return "";
    }
}
