using FsCheck;
using FsCheck.Fluent;
using StorageCourse.Docstore.Bson;

namespace StorageCourse.Tests.Docstore.Bson;

/// <summary>Values of all types, with the edges that types have.</summary>
internal static class AnyBson
{
    private static readonly string[] Texts = ["", "a", "A", "ab", "é", "\uFFFD", "😀", "\uE000", "a\0b", "$set", "a.b", "0", "10"];
    private static readonly string[] Names = ["", "a", "b", "c", "_id", "é", "a.b", "$x", "0"];
    private static readonly double[] Doubles = [0.0, -0.0, 1, 1.5, -1, 0.1, double.NaN, double.PositiveInfinity, double.NegativeInfinity, double.Epsilon, double.MaxValue, 9007199254740993, 9223372036854775807];
    private static readonly long[] Longs = [0, 1, -1, int.MaxValue, int.MinValue, long.MaxValue, long.MinValue, 9007199254740992, 9007199254740993];
    private static readonly string[] Decimals = ["0", "-0", "0E+6111", "1", "1.0", "1.5", "0.1", "-1", "NaN", "Infinity", "-Infinity", "9.999999999999999999999999999999999E+6144", "1E-6176", "9223372036854775807", "9007199254740993"];

    public static Gen<BsonValue> Values(int depth = 3) => depth == 0
        ? Leaves
        : Gen.Frequency((4, Leaves), (1, Documents(depth - 1).Select(d => (BsonValue)d)), (1, Gen.ListOf(Values(depth - 1)).Select(list => (BsonValue)new BsonArray(list.Take(4)))));

    public static Gen<BsonDocument> Documents(int depth = 3) =>
        Gen.ListOf(from name in Gen.Elements(Names) from value in Values(depth) select new BsonElement(name, value)).Select(fields => new BsonDocument(fields.Take(5)));

    private static Gen<BsonValue> Leaves => Gen.OneOf(
        Gen.Elements(Doubles).Select(v => (BsonValue)v),
        Gen.Elements(Longs).Select(v => (BsonValue)v),
        Gen.Elements(Longs).Select(v => (BsonValue)(int)v),
        Gen.Elements(Decimals).Select(v => (BsonValue)Decimal128.Parse(v)),
        ArbMap.Default.GeneratorFor<double>().Select(v => (BsonValue)v),
        ArbMap.Default.GeneratorFor<int>().Select(v => (BsonValue)v),
        ArbMap.Default.GeneratorFor<decimal>().Select(v => (BsonValue)new Decimal128(v)),
        Gen.Elements(Texts).Select(v => (BsonValue)v),
        Gen.Elements(Texts).Select(BsonValue.FromSymbol),
        Gen.Elements(Texts).Select(BsonValue.FromJavaScript),
        Gen.Elements(Longs).Select(BsonValue.FromDateTime),
        Gen.Elements(Longs).Select(v => BsonValue.FromTimestamp((ulong)v)),
        ArbMap.Default.GeneratorFor<byte[]>().Select(v => BsonValue.FromBinary(new((byte)(v.Length % 3), v))),
        ArbMap.Default.GeneratorFor<byte>().Select(v => (BsonValue)new ObjectId([v, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, (byte)(v / 2)])),
        Gen.Elements(BsonValue.Null, BsonValue.True, BsonValue.False, BsonValue.MinKey, BsonValue.MaxKey, BsonValue.Undefined),
        Gen.Elements("a", "b").Select(v => BsonValue.FromRegex(new(v, "ix"))),
        Gen.Elements("a", "b").Select(v => BsonValue.FromDbPointer(new(v, new ObjectId(new byte[12])))),
        Gen.Elements("a", "b").Select(v => BsonValue.FromJavaScriptWithScope(new(v, new() { { "x", 1 } }))));
}
