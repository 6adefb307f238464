using System.Text.Json;
using StorageCourse.Docstore.Bson;

namespace StorageCourse.Tests.Docstore.Bson;

/// <summary>Cases in the format of specifications/source/bson-corpus: the repository's own, whose bytes and texts are PyMongo's, and the official ones.</summary>
public class BsonCorpusTests
{
    private const string Corpus = "bson-corpus";

    public static IEnumerable<TheoryDataRow<string>> Files
    {
        get
        {
            var official = SpecificationData.Official(Corpus);
            foreach (var file in SpecificationData.Own(Corpus).Concat(official)) yield return file;
            if (official.Count == 0) yield return new(Corpus) { Skip = SpecificationData.WhyMissing(Corpus) };
        }
    }

    [Theory, MemberData(nameof(Files))]
    public void What_is_valid_goes_from_every_form_into_every_other(string file)
    {
        foreach (var valid in Cases(file, "valid"))
        {
            var what = $"{file}: {Text(valid, "description")}";
            var bytes = Convert.FromHexString(Text(valid, "canonical_bson")!);
            var canonical = Normal(Text(valid, "canonical_extjson")!);
            var isLossy = valid.TryGetProperty("lossy", out var lossy) && lossy.GetBoolean();

            var raw = BsonDocument.FromBytes(bytes);
            var decoded = raw.Decode();
            raw.ToBytes().ShouldBe(bytes, what);
            decoded.ToBytes().ShouldBe(bytes, what);
            decoded.ByteSize.ShouldBe(bytes.Length, what);
            Normal(ExtendedJson.Write(raw, ExtendedJsonMode.Canonical)).ShouldBe(canonical, what);
            if (!isLossy) BsonDocument.Parse(canonical).ToBytes().ShouldBe(bytes, what);

            if (Text(valid, "degenerate_bson") is { } degenerate)
                BsonDocument.FromBytes(Convert.FromHexString(degenerate)).ToBytes().ShouldBe(bytes, what);
            if (Text(valid, "degenerate_extjson") is { } degenerateJson && !isLossy)
                BsonDocument.Parse(degenerateJson).ToBytes().ShouldBe(bytes, what);
            if (Text(valid, "relaxed_extjson") is not { } relaxed) continue;
            Normal(ExtendedJson.Write(decoded, ExtendedJsonMode.Relaxed)).ShouldBe(Normal(relaxed), what);
            Normal(BsonDocument.Parse(relaxed).ToString()).ShouldBe(Normal(relaxed), what);
        }
    }

    [Theory, MemberData(nameof(Files))]
    public void What_is_no_BSON_is_refused(string file)
    {
        foreach (var broken in Cases(file, "decodeErrors"))
        {
            var what = $"{file}: {Text(broken, "description")}";
            Should.Throw<MongoError>(() => BsonDocument.FromBytes(Convert.FromHexString(Text(broken, "bson")!)), what).CodeName.ShouldBe("InvalidBSON", what);
        }
    }

    [Theory, MemberData(nameof(Files))]
    public void What_is_no_Extended_JSON_is_refused(string file)
    {
        foreach (var broken in Cases(file, "parseErrors"))
        {
            var what = $"{file}: {Text(broken, "description")}";
            var text = Text(broken, "string")!;
            if (Path.GetFileName(file).StartsWith("decimal128", StringComparison.Ordinal)) Should.Throw<FormatException>(() => Decimal128.Parse(text), what);
            else Should.Throw<MongoError>(() => BsonDocument.Parse(text), what).CodeName.ShouldBe("FailedToParse", what);
        }
    }

    private static List<JsonElement> Cases(string file, string kind)
    {
        var root = JsonDocument.Parse(File.ReadAllText(file)).RootElement;
        return root.TryGetProperty(kind, out var cases) ? [.. cases.EnumerateArray()] : [];
    }

    private static string? Text(JsonElement of, string property) => of.TryGetProperty(property, out var text) ? text.GetString() : null;

    // Without the spaces that JSON leaves free; the order of keys stays.
    private static string Normal(string json) => JsonSerializer.Serialize(JsonDocument.Parse(json).RootElement);
}
