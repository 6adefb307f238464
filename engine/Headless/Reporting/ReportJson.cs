using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using StorageCourse.Engine.Headless.Running;

namespace StorageCourse.Engine.Headless.Reporting;

/// <summary>The report for programs: <see cref="RunReport"/> in JSON, times in seconds, names in camel case, statuses with hyphens.</summary>
internal static class ReportJson
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower), new SecondsConverter() },
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        WriteIndented = true,
    };

    /// <summary>The report as JSON text.</summary>
    public static string Of(RunReport report) => JsonSerializer.Serialize(report, Options) + "\n";

    private sealed class SecondsConverter : JsonConverter<TimeSpan>
    {
        public override TimeSpan Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => TimeSpan.FromSeconds(reader.GetDouble());

        public override void Write(Utf8JsonWriter writer, TimeSpan value, JsonSerializerOptions options) => writer.WriteNumberValue(Math.Round(value.TotalSeconds, 4));
    }
}
