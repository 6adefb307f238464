using StorageCourse.Docstore.Bson;

namespace StorageCourse.Tests.Docstore.Bson;

/// <summary>The documented order: https://www.mongodb.com/docs/manual/reference/bson-type-comparison-order/.</summary>
public class BsonOrderTests
{
    private static readonly BsonComparer Order = BsonComparer.Instance;

    // Each line sorts before the next; the values of one line are equal.
    private static readonly BsonValue[][] Documented =
    [
        [BsonValue.MinKey],
        [BsonValue.Missing, BsonValue.Undefined],
        [BsonValue.Null],
        [double.NaN, Decimal128.NaN],
        [double.NegativeInfinity, Decimal128.NegativeInfinity],
        [Decimal128.Parse("-1E+400")],
        [long.MinValue, -9223372036854775808.0, Decimal128.Parse("-9223372036854775808")],
        [-1, -1L, -1.0, Decimal128.Parse("-1.000")],
        [Decimal128.Parse("-1E-6176")],
        [0, 0L, 0.0, -0.0, Decimal128.Zero, Decimal128.Parse("-0E+10")],
        [Decimal128.Parse("1E-6176")],
        [double.Epsilon],
        [Decimal128.Parse("0.1")],
        // The double is a little more than a tenth.
        [0.1],
        [1, 1L, 1.0, Decimal128.Parse("1.0")],
        [1.5, Decimal128.Parse("1.50")],
        [9007199254740992L, 9007199254740992.0],
        [9007199254740993L, Decimal128.Parse("9007199254740993")],
        [9007199254740994.0],
        [long.MaxValue],
        [9223372036854775808.0, Decimal128.Parse("9223372036854775808")],
        [Decimal128.Parse("1E+400")],
        [double.PositiveInfinity, Decimal128.PositiveInfinity],
        ["", BsonValue.FromSymbol("")],
        ["A"],
        ["a", BsonValue.FromSymbol("a")],
        ["a\0"],
        ["ab"],
        ["é"],
        ["\uFFFD"],
        // Beyond U+FFFF comes last in UTF-8, though not in UTF-16.
        ["😀"],
        [new BsonDocument()],
        [new BsonDocument { { "b", 1 } }, new BsonDocument { { "b", 1.0 } }],
        [new BsonDocument { { "b", 1 }, { "a", 1 } }],
        // The type comes before the name, the name before the value.
        [new BsonDocument { { "c", 0 } }],
        [new BsonDocument { { "a", "" } }],
        [new BsonArray()],
        [new BsonArray { 1 }, new BsonArray { 1L }],
        [new BsonArray { 1, 2 }],
        [new BsonArray { 2 }],
        [new BsonArray { "a" }],
        [BsonValue.FromBinary(new(5, new byte[] { 9 }))],
        [BsonValue.FromBinary(new(0, new byte[] { 0, 1 }))],
        [BsonValue.FromBinary(new(0, new byte[] { 0, 2 }))],
        [BsonValue.FromBinary(new(1, new byte[] { 0, 0 }))],
        [ObjectId.Parse("000000000000000000000000")],
        [ObjectId.Parse("ff0000000000000000000000")],
        [BsonValue.False],
        [BsonValue.True],
        [BsonValue.FromDateTime(-1)],
        [BsonValue.FromDateTime(0)],
        [BsonValue.FromTimestamp(1)],
        [BsonValue.FromTimestamp(ulong.MaxValue)],
        [BsonValue.FromRegex(new("a"))],
        [BsonValue.FromRegex(new("a", "i"))],
        [BsonValue.FromRegex(new("b"))],
        [BsonValue.FromDbPointer(new("z", default))],
        [BsonValue.FromDbPointer(new("aa", default))],
        [BsonValue.FromJavaScript("a")],
        [BsonValue.FromJavaScriptWithScope(new("a", []))],
        [BsonValue.FromJavaScriptWithScope(new("a", new() { { "x", 1 } }))],
        [BsonValue.MaxKey],
    ];

    [Fact]
    public void Values_of_all_types_come_in_the_documented_order()
    {
        for (var i = 0; i < Documented.Length; i++)
        {
            for (var j = 0; j < Documented.Length; j++)
            {
                foreach (var left in Documented[i])
                {
                    foreach (var right in Documented[j])
                    {
                        Math.Sign(Order.Compare(left, right)).ShouldBe(Math.Sign(i.CompareTo(j)), $"{left} against {right}");
                        if (i == j) Order.GetHashCode(left).ShouldBe(Order.GetHashCode(right), $"{left} and {right}");
                    }
                }
            }
        }
    }

    [Fact]
    public void Values_that_are_still_bytes_come_in_the_same_order()
    {
        var present = Documented.Where(line => !line[0].IsMissing && line[0].Type != BsonType.Undefined).SelectMany(line => line).ToArray();
        foreach (var left in present)
        {
            var bytes = BsonDocument.FromBytes(new BsonDocument { { "v", left } }.ToBytes())["v"];
            foreach (var right in present) Math.Sign(Order.Compare(bytes, right)).ShouldBe(Math.Sign(Order.Compare(left, right)), $"{left} as bytes against {right}");
        }
    }
}
