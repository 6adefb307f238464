using System.Globalization;
using System.Text;

namespace StorageCourse.Docstore.Bson;

/// <summary>Writes Extended JSON, as the specification's table of conversions has it.</summary>
internal sealed class ExtendedJsonWriter(StringBuilder text, ExtendedJsonMode mode)
{
    public static string Write(in BsonValue value, ExtendedJsonMode mode)
    {
        var text = new StringBuilder();
        new ExtendedJsonWriter(text, mode).Value(value);
        return text.ToString();
    }

    /// <summary>A date as the specification wants it: UTC, milliseconds where there are any.</summary>
    public static string IsoDate(long ms) => DateTime.UnixEpoch.AddTicks(ms * TimeSpan.TicksPerMillisecond)
        .ToString(ms % 1000 == 0 ? "yyyy-MM-dd'T'HH:mm:ss'Z'" : "yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    /// <summary>The shortest text that reads back as this double, always with a point or an exponent.</summary>
    public static string Double(double value)
    {
        if (double.IsNaN(value)) return "NaN";
        if (double.IsInfinity(value)) return value > 0 ? "Infinity" : "-Infinity";
        var shortest = value.ToString("R", CultureInfo.InvariantCulture);
        return shortest.AsSpan().IndexOfAny('.', 'E') >= 0 ? shortest : shortest + ".0";
    }

    /// <summary>A string in quotes, escaped as JSON wants it.</summary>
    public static void Quote(StringBuilder text, string value)
    {
        text.Append('"');
        foreach (var c in value)
        {
            _ = c switch
            {
                '"' => text.Append("\\\""),
                '\\' => text.Append("\\\\"),
                '\b' => text.Append("\\b"),
                '\f' => text.Append("\\f"),
                '\n' => text.Append("\\n"),
                '\r' => text.Append("\\r"),
                '\t' => text.Append("\\t"),
                < ' ' => text.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
                _ => text.Append(c),
            };
        }

        text.Append('"');
    }

    private void Value(in BsonValue value)
    {
        switch (value.Type)
        {
            case BsonType.Document:
                Document(value.AsDocument);
                break;
            case BsonType.Array:
                Array(value.AsArray);
                break;
            case BsonType.String:
                Quote(text, value.AsString);
                break;
            case BsonType.Null:
                text.Append("null");
                break;
            case BsonType.Boolean:
                text.Append(value.AsBoolean ? "true" : "false");
                break;
            case BsonType.Int32:
                Number("$numberInt", value.AsInt32.ToString(CultureInfo.InvariantCulture));
                break;
            case BsonType.Int64:
                Number("$numberLong", value.AsInt64.ToString(CultureInfo.InvariantCulture));
                break;
            case BsonType.Double when !double.IsFinite(value.AsDouble):
                Wrapped("$numberDouble", Double(value.AsDouble));
                break;
            case BsonType.Double:
                Number("$numberDouble", Double(value.AsDouble));
                break;
            case BsonType.DateTime:
                Date(value.AsDateTimeMs);
                break;
            case BsonType.Missing:
                throw MongoError.InternalError("expected a value to write, got one that is missing");
            default:
                Rare(value);
                break;
        }
    }

    private void Rare(in BsonValue value)
    {
        switch (value.Type)
        {
            case BsonType.ObjectId:
                Wrapped("$oid", value.AsObjectId.ToString());
                break;
            case BsonType.Decimal128:
                Wrapped("$numberDecimal", value.AsDecimal128.ToString());
                break;
            case BsonType.Symbol:
                Wrapped("$symbol", value.AsSymbol);
                break;
            case BsonType.JavaScript:
                Wrapped("$code", value.AsJavaScript);
                break;
            case BsonType.JavaScriptWithScope:
                text.Append("{\"$code\": ");
                Quote(text, value.AsJavaScriptWithScope.Code);
                text.Append(", \"$scope\": ");
                Document(value.AsJavaScriptWithScope.Scope);
                text.Append('}');
                break;
            case BsonType.Binary:
                text.Append(CultureInfo.InvariantCulture, $"{{\"$binary\": {{\"base64\": \"{Convert.ToBase64String(value.AsBinary.Bytes.Span)}\", \"subType\": \"{value.AsBinary.Subtype:x2}\"}}}}");
                break;
            case BsonType.Timestamp:
                text.Append(CultureInfo.InvariantCulture, $"{{\"$timestamp\": {{\"t\": {value.AsTimestamp >> 32}, \"i\": {(uint)value.AsTimestamp}}}}}");
                break;
            case BsonType.Regex:
                text.Append("{\"$regularExpression\": {\"pattern\": ");
                Quote(text, value.AsRegex.Pattern);
                text.Append(", \"options\": ");
                Quote(text, value.AsRegex.Options);
                text.Append("}}");
                break;
            case BsonType.DbPointer:
                text.Append("{\"$dbPointer\": {\"$ref\": ");
                Quote(text, value.AsDbPointer.Namespace);
                text.Append(", \"$id\": ");
                Wrapped("$oid", value.AsDbPointer.Id.ToString());
                text.Append("}}");
                break;
            default:
                text.Append(value.Type switch
                {
                    BsonType.MinKey => "{\"$minKey\": 1}",
                    BsonType.MaxKey => "{\"$maxKey\": 1}",
                    _ => "{\"$undefined\": true}",
                });
                break;
        }
    }

    private void Document(BsonDocument document)
    {
        text.Append('{');
        var separator = "";
        foreach (var (name, value) in document)
        {
            text.Append(separator);
            separator = ", ";
            Quote(text, name);
            text.Append(": ");
            Value(value);
        }

        text.Append('}');
    }

    private void Array(BsonArray array)
    {
        text.Append('[');
        var separator = "";
        foreach (var value in array)
        {
            text.Append(separator);
            separator = ", ";
            Value(value);
        }

        text.Append(']');
    }

    private void Number(string wrapper, string digits)
    {
        if (mode == ExtendedJsonMode.Relaxed) text.Append(digits);
        else Wrapped(wrapper, digits);
    }

    private void Date(long ms)
    {
        if (mode == ExtendedJsonMode.Relaxed && ms is >= 0 and <= BsonValue.MaxDateTimeMs)
        {
            Wrapped("$date", IsoDate(ms));
            return;
        }

        text.Append("{\"$date\": ");
        Wrapped("$numberLong", ms.ToString(CultureInfo.InvariantCulture));
        text.Append('}');
    }

    private void Wrapped(string wrapper, string content)
    {
        text.Append("{\"").Append(wrapper).Append("\": ");
        Quote(text, content);
        text.Append('}');
    }
}
