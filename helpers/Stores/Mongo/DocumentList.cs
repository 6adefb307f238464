using System.Globalization;
using System.Net;
using MongoDB.Bson;
using StorageCourse.Display;
using StorageCourse.Host;
using StorageCourse.Stores.Cells;

namespace StorageCourse.Stores.Mongo;

/// <summary>Documents as a cell shows them: a table where none of them holds documents or arrays and they are alike, else mongosh's text.</summary>
internal static class DocumentList
{
    private const int MostColumns = 16;
    private const int LongestText = 200_000;

    /// <param name="shown">The documents to show.</param>
    /// <param name="total">How many there were.</param>
    /// <param name="elapsed">How long it took; zero where nobody measured, and then nothing is said.</param>
    public static Bundle ToBundle(IReadOnlyList<BsonDocument> shown, long total, TimeSpan elapsed) =>
        Columns(shown) is { } columns ? Table(columns, shown, total, elapsed).ToBundle() : Text(shown, total, elapsed);

    private static Bundle Text(IReadOnlyList<BsonDocument> shown, long total, TimeSpan elapsed)
    {
        var count = total == shown.Count
            ? string.Create(CultureInfo.InvariantCulture, $"{total:N0} document{(total == 1 ? "" : "s")}")
            : string.Create(CultureInfo.InvariantCulture, $"first {shown.Count:N0} of {total:N0} documents");
        var array = new BsonArray(shown.Select(document => (BsonValue)document));
        return Pre(MongoshText.Of(array), elapsed == TimeSpan.Zero ? count : $"{count} · {Duration.Format(elapsed)}");
    }

    /// <summary>Text in a fixed pitch with a line under it, which may be empty.</summary>
    public static Bundle Pre(string text, string caption)
    {
        if (text.Length > LongestText) text = string.Create(CultureInfo.InvariantCulture, $"{text.AsSpan(0, LongestText)}\n… ({text.Length:N0} characters)");
        var html = $"<pre>{WebUtility.HtmlEncode(text)}</pre>";
        return caption.Length == 0 ? Bundle.Html(html, text) : Bundle.Html($"{html}<div class=\"sc-note\">{WebUtility.HtmlEncode(caption)}</div>", $"{text}\n{caption}");
    }

    // The fields in the order in which they first come; null where the documents are no table.
    private static List<string>? Columns(IReadOnlyList<BsonDocument> documents)
    {
        if (documents.Count == 0) return null;
        var columns = new List<string>();
        var filled = 0;
        foreach (var document in documents)
        {
            foreach (var (name, value) in document)
            {
                if (value is BsonDocument or BsonArray or BsonJavaScriptWithScope) return null;
                if (!columns.Contains(name)) columns.Add(name);
                filled++;
            }

            if (columns.Count > MostColumns) return null;
        }

        // Documents that share few fields would be a table of holes.
        return columns.Count > 0 && filled * 2 >= columns.Count * documents.Count ? columns : null;
    }

    private static Table Table(List<string> columns, IReadOnlyList<BsonDocument> documents, long total, TimeSpan elapsed) => new(
        [.. columns.Select(name => Column(name, documents))],
        [.. documents.Select(document => columns.ConvertAll(name => Cell(document.Find(name))))],
        total,
        elapsed == TimeSpan.Zero ? "" : Duration.Format(elapsed));

    private static TableColumn Column(string name, IReadOnlyList<BsonDocument> documents)
    {
        var types = documents.Select(document => document.Find(name)).Where(value => value is not null and not BsonNull).Select(value => value!.BsonType).Distinct().ToList();
        var isNumeric = types.Count > 0 && types.TrueForAll(type => type is BsonType.Int32 or BsonType.Int64 or BsonType.Double or BsonType.Decimal128);
        return new(name, types.Count == 0 ? "null" : string.Join(", ", types.Select(type => type.Alias())), isNumeric);
    }

    // A field that is missing stays empty; a null says so.
    private static object? Cell(BsonValue? value) => value switch
    {
        null => "",
        BsonNull => null,
        BsonString text => text.Value,
        BsonInt32 or BsonInt64 => value.ToInt64(),
        BsonDecimal128 number => number.Value.ToString(),
        BsonDateTime { IsValidDateTime: true } time => time.ToUniversalTime(),
        BsonObjectId id => id.Value.ToString(),
        _ => MongoshText.Inline(value),
    };
}
