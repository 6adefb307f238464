using MongoDB.Bson;
using StorageCourse.Host;
using StorageCourse.Stores.Mongo;

namespace StorageCourse.Tests.Stores.Mongo;

/// <summary>What lab.Mongo returns, as a C# cell shows it.</summary>
public sealed class DocumentDisplayTests
{
    private static readonly BsonDocument Order = BsonDocument.Parse("""{"_id": 1, "items": [{"sku": "A", "pieces": 2}]}""");

    [Fact]
    public void A_document_alone_is_written_as_mongosh_writes_it() =>
        Text(new ShownDocument(Order)).ShouldBe("{ _id: 1, items: [ { sku: 'A', pieces: 2 } ] }");

    [Fact]
    public void A_document_inside_something_else_takes_one_line() =>
        new ShownDocument(Order).ToString().ShouldBe("{ _id: 1, items: [{ sku: 'A', pieces: 2 }] }");

    [Theory]
    [InlineData(0, "1 document")]
    [InlineData(1.5, "1 document · 1.5 ms")]
    public void Documents_say_how_long_they_took_where_somebody_measured(double milliseconds, string caption) =>
        Text(new Documents([Order], TimeSpan.FromMilliseconds(milliseconds))).Split('\n')[^1].ShouldBe(caption);

    [Fact]
    public void A_table_of_documents_says_nothing_of_a_time_that_nobody_measured() =>
        Text(new Documents([BsonDocument.Parse("""{"_id": 1}""")])).Split('\n')[^1].ShouldBe("1 row");

    private static string Text(IDisplayable shown) => shown.ToBundle().Data[MimeType.Text];
}
