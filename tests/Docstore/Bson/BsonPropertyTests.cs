using FsCheck;
using FsCheck.Fluent;
using StorageCourse.Docstore.Bson;

namespace StorageCourse.Tests.Docstore.Bson;

public class BsonPropertyTests
{
    private static readonly BsonComparer Order = BsonComparer.Instance;

    [Fact]
    public void A_document_survives_bytes_and_Extended_JSON() =>
        Check(AnyBson.Documents().ToArbitrary(), document =>
        {
            var bytes = document.ToBytes();
            var raw = BsonDocument.FromBytes(bytes);
            raw.ShouldBe(document);
            raw.Decode().ToBytes().ShouldBe(bytes);
            document.ByteSize.ShouldBe(bytes.Length);
            // JSON knows one NaN, and so may a name in quotes stand for a value: "$x" does not.
            BsonDocument.Parse(ExtendedJson.Write(document, ExtendedJsonMode.Canonical)).ToBytes().ShouldBe(bytes);
        });

    [Fact]
    public void Bytes_and_fields_answer_alike() =>
        Check(AnyBson.Documents().ToArbitrary(), document =>
        {
            var raw = BsonDocument.FromBytes(document.ToBytes());
            raw.Count.ShouldBe(document.Count);
            for (var i = 0; i < document.Count; i++)
            {
                raw[i].ShouldBe(document[i]);
                raw[document[i].Name].ShouldBe(document[document[i].Name]);
                Order.GetHashCode(raw[i].Value).ShouldBe(Order.GetHashCode(document[i].Value));
                Order.Compare(raw[i].Value, document[i].Value).ShouldBe(0);
            }
        });

    [Fact]
    public void The_order_is_total() =>
        Check(AnyBson.Values(2).Three().ToArbitrary(), values =>
        {
            var (a, b, c) = values;
            Order.Compare(a, a).ShouldBe(0);
            Math.Sign(Order.Compare(a, b)).ShouldBe(-Math.Sign(Order.Compare(b, a)), $"{a} against {b}");
            if (Order.Compare(a, b) <= 0 && Order.Compare(b, c) <= 0) Order.Compare(a, c).ShouldBeLessThanOrEqualTo(0, $"{a} ≤ {b} ≤ {c}");
            if (Order.Compare(a, b) == 0) Order.Compare(a, c).ShouldBe(Order.Compare(b, c), $"{a} = {b}, against {c}");
        });

    [Fact]
    public void Equal_values_have_equal_hashes() =>
        Check(AnyBson.Values(1).Two().ToArbitrary(), values =>
        {
            var (a, b) = values;
            if (Order.Equals(a, b)) Order.GetHashCode(a).ShouldBe(Order.GetHashCode(b), $"{a} and {b}");
        });

    [Fact]
    public void Random_bytes_are_refused_or_read_and_nothing_else() =>
        Check(ArbMap.Default.ArbFor<byte[]>(), Read);

    [Fact]
    public void A_document_with_a_byte_changed_is_refused_or_read_and_nothing_else() =>
        Check((from document in AnyBson.Documents() from at in Gen.Choose(0, 10_000) from value in Gen.Choose(0, 255) select (document, at, value)).ToArbitrary(), change =>
        {
            var bytes = change.document.ToBytes();
            bytes[change.at % bytes.Length] = (byte)change.value;
            Read(bytes);
            Read(bytes[..(change.at % bytes.Length)]);
        });

    [Fact]
    public void Random_text_is_no_more_than_a_parse_error() =>
        Check(ArbMap.Default.ArbFor<string>(), text =>
        {
            if (text is null) return;
            Refused(() => ExtendedJson.Parse(text));
            Refused(() => ExtendedJson.Parse("{\"a\": " + text + "}"));
            Refused(() => ExtendedJson.Parse("{\"$date\": \"" + text + "\"}"));
        });

    // What is read can be walked to its leaves, written and compared.
    private static void Read(byte[] bytes) => Refused(() =>
    {
        var document = BsonDocument.FromBytes(bytes);
        BsonDocument.FromBytes(document.Decode().ToBytes()).ShouldBe(document);
        ExtendedJson.Write(document, ExtendedJsonMode.Canonical).ShouldNotBeEmpty();
        Order.Compare(document, document.Clone()).ShouldBe(0);
    });

    private static void Refused(Action action)
    {
        try
        {
            action();
        }
        catch (MongoError e)
        {
            e.CodeName.ShouldBeOneOf("InvalidBSON", "FailedToParse");
        }
    }

    private static void Check<T>(Arbitrary<T> of, Action<T> property) => FsCheck.Check.One(Config.QuickThrowOnFailure.WithMaxTest(1000), Prop.ForAll(of, property));
}
