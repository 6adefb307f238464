using System.Text;

namespace StorageCourse.Docstore.Bson;

/// <summary>A value of any BSON type. The default is <see cref="Missing"/>: the value of a field that is not there.</summary>
/// <remarks>Numbers, dates, ObjectIds and the like stand in the struct itself. A text read from raw BSON stays UTF-8 until somebody asks for it.
/// Equality is strict (1 and 1.0 differ); MongoDB's is <see cref="BsonComparer"/>'s.</remarks>
internal readonly struct BsonValue : IEquatable<BsonValue>
{
    // A string, or the byte[] that holds its UTF-8 at (offset, length) in bits; or the object of a type that has one.
    private readonly object? reference;
    private readonly long bits;
    private readonly uint more;
    private readonly BsonType type;

    private BsonValue(BsonType type, long bits = 0, object? reference = null, uint more = 0)
    {
        this.type = type;
        this.bits = bits;
        this.reference = reference;
        this.more = more;
    }

    /// <summary>The value of a field that is not there.</summary>
    public static BsonValue Missing => default;

    public static BsonValue Null => new(BsonType.Null);

    /// <summary>A type that old versions of MongoDB wrote.</summary>
    public static BsonValue Undefined => new(BsonType.Undefined);

    public static BsonValue True => new(BsonType.Boolean, 1);

    public static BsonValue False => new(BsonType.Boolean);

    /// <summary>Smaller than any other value.</summary>
    public static BsonValue MinKey => new(BsonType.MinKey);

    /// <summary>Greater than any other value.</summary>
    public static BsonValue MaxKey => new(BsonType.MaxKey);

    public BsonType Type => type;

    public bool IsMissing => type == BsonType.Missing;

    public bool IsNull => type == BsonType.Null;

    /// <summary>Missing, null or undefined.</summary>
    public bool IsNullish => type is BsonType.Missing or BsonType.Null or BsonType.Undefined;

    /// <summary>An int, long, double or decimal.</summary>
    public bool IsNumber => type is BsonType.Int32 or BsonType.Int64 or BsonType.Double or BsonType.Decimal128;

    /// <summary>Whether it is the double or decimal that is no number, which equals itself and is neither less nor greater than any.</summary>
    public bool IsNaN => type == BsonType.Double ? double.IsNaN(AsDouble) : type == BsonType.Decimal128 && AsDecimal128.IsNaN;

    /// <summary>MongoDB's truth: all but false, 0, null, undefined and missing (NaN, "" and [] are true).</summary>
    public bool IsTruthy => type switch
    {
        BsonType.Missing or BsonType.Null or BsonType.Undefined => false,
        BsonType.Boolean or BsonType.Int32 or BsonType.Int64 => bits != 0,
        BsonType.Double => BitConverter.Int64BitsToDouble(bits) != 0,
        BsonType.Decimal128 => !AsDecimal128.IsZero,
        _ => true,
    };

    /// <exception cref="MongoError">TypeMismatch: it is of another type. So do all that begin with As.</exception>
    public bool AsBoolean => type == BsonType.Boolean ? bits != 0 : throw Mismatch(BsonType.Boolean);

    public int AsInt32 => type == BsonType.Int32 ? (int)bits : throw Mismatch(BsonType.Int32);

    public long AsInt64 => type == BsonType.Int64 ? bits : throw Mismatch(BsonType.Int64);

    public double AsDouble => type == BsonType.Double ? BitConverter.Int64BitsToDouble(bits) : throw Mismatch(BsonType.Double);

    public Decimal128 AsDecimal128 => type == BsonType.Decimal128 ? (Decimal128)reference! : throw Mismatch(BsonType.Decimal128);

    public string AsString => type == BsonType.String ? Text : throw Mismatch(BsonType.String);

    public string AsSymbol => type == BsonType.Symbol ? Text : throw Mismatch(BsonType.Symbol);

    public string AsJavaScript => type == BsonType.JavaScript ? Text : throw Mismatch(BsonType.JavaScript);

    public BsonDocument AsDocument => type == BsonType.Document ? (BsonDocument)reference! : throw Mismatch(BsonType.Document);

    public BsonArray AsArray => type == BsonType.Array ? (BsonArray)reference! : throw Mismatch(BsonType.Array);

    public ObjectId AsObjectId => type == BsonType.ObjectId ? new((ulong)bits, more) : throw Mismatch(BsonType.ObjectId);

    /// <summary>Milliseconds since 1970 (UTC), negative before.</summary>
    public long AsDateTimeMs => type == BsonType.DateTime ? bits : throw Mismatch(BsonType.DateTime);

    /// <summary>The date in UTC.</summary>
    /// <exception cref="MongoError">TypeMismatch, or Overflow where .NET has no such year (it has 1 to 9999).</exception>
    public DateTime AsDateTime => AsDateTimeMs is >= MinDateTimeMs and <= MaxDateTimeMs
        ? DateTime.UnixEpoch.AddTicks(bits * TimeSpan.TicksPerMillisecond)
        : throw MongoError.Overflow($"expected a date of the years 1 to 9999, got {bits} ms since 1970: take AsDateTimeMs");

    /// <summary>Seconds since 1970 in the upper half, a counter in the lower.</summary>
    public ulong AsTimestamp => type == BsonType.Timestamp ? (ulong)bits : throw Mismatch(BsonType.Timestamp);

    public BsonBinary AsBinary => type == BsonType.Binary ? (BsonBinary)reference! : throw Mismatch(BsonType.Binary);

    public BsonRegex AsRegex => type == BsonType.Regex ? (BsonRegex)reference! : throw Mismatch(BsonType.Regex);

    public BsonDbPointer AsDbPointer => type == BsonType.DbPointer ? (BsonDbPointer)reference! : throw Mismatch(BsonType.DbPointer);

    public BsonJavaScriptWithScope AsJavaScriptWithScope =>
        type == BsonType.JavaScriptWithScope ? (BsonJavaScriptWithScope)reference! : throw Mismatch(BsonType.JavaScriptWithScope);

    internal const long MinDateTimeMs = -62_135_596_800_000;
    internal const long MaxDateTimeMs = 253_402_300_799_999;

    /// <summary>Milliseconds since 1970 (UTC).</summary>
    public static BsonValue FromDateTime(long msSinceEpoch) => new(BsonType.DateTime, msSinceEpoch);

    /// <summary>Seconds since 1970 in the upper half, a counter in the lower.</summary>
    public static BsonValue FromTimestamp(ulong value) => new(BsonType.Timestamp, (long)value);

    public static BsonValue FromBinary(BsonBinary value) => new(BsonType.Binary, reference: value);

    /// <summary>A UUID: binary of subtype 4.</summary>
    public static BsonValue FromGuid(Guid value) => FromBinary(BsonBinary.FromGuid(value));

    public static BsonValue FromRegex(BsonRegex value) => new(BsonType.Regex, reference: value);

    public static BsonValue FromSymbol(string value) => new(BsonType.Symbol, reference: value);

    public static BsonValue FromJavaScript(string code) => new(BsonType.JavaScript, reference: code);

    public static BsonValue FromJavaScriptWithScope(BsonJavaScriptWithScope value) => new(BsonType.JavaScriptWithScope, reference: value);

    public static BsonValue FromDbPointer(BsonDbPointer value) => new(BsonType.DbPointer, reference: value);

    // UTF-8 that nobody has decoded yet, in an array that nobody changes.
    internal static BsonValue FromUtf8(BsonType type, byte[] bytes, int offset, int length) => new(type, (long)offset << 32 | (uint)length, bytes);

    public static implicit operator BsonValue(bool value) => value ? True : False;

    public static implicit operator BsonValue(int value) => new(BsonType.Int32, value);

    public static implicit operator BsonValue(long value) => new(BsonType.Int64, value);

    public static implicit operator BsonValue(double value) => new(BsonType.Double, BitConverter.DoubleToInt64Bits(value));

    /// <summary>A null becomes <see cref="Null"/>.</summary>
    public static implicit operator BsonValue(string? value) => value is null ? Null : new(BsonType.String, reference: value);

    /// <summary>A date without a kind is taken as UTC; what is finer than a millisecond is cut off, towards the past.</summary>
    public static implicit operator BsonValue(DateTime value)
    {
        var ticks = (value.Kind == DateTimeKind.Local ? value.ToUniversalTime() : value).Ticks - DateTime.UnixEpoch.Ticks;
        return FromDateTime((long)Math.Floor((decimal)ticks / TimeSpan.TicksPerMillisecond));
    }

    public static implicit operator BsonValue(ObjectId value) => new(BsonType.ObjectId, (long)value.High, more: value.Low);

    public static implicit operator BsonValue(Decimal128 value) => new(BsonType.Decimal128, reference: value);

    /// <summary>A null becomes <see cref="Null"/>.</summary>
    public static implicit operator BsonValue(BsonDocument? value) => value is null ? Null : new(BsonType.Document, reference: value);

    /// <summary>A null becomes <see cref="Null"/>.</summary>
    public static implicit operator BsonValue(BsonArray? value) => value is null ? Null : new(BsonType.Array, reference: value);

    /// <summary>The number as a double, rounded to the nearest.</summary>
    /// <exception cref="MongoError">TypeMismatch: it is no number.</exception>
    public double ToDouble() => type switch
    {
        BsonType.Double => BitConverter.Int64BitsToDouble(bits),
        BsonType.Int32 or BsonType.Int64 => bits,
        BsonType.Decimal128 => AsDecimal128.ToDouble(),
        _ => throw MongoError.TypeMismatch($"expected a number, got {type.Alias()}: {this}"),
    };

    /// <summary>The number as a long: cut towards zero, held to the range of a long, NaN as 0.</summary>
    /// <exception cref="MongoError">TypeMismatch: it is no number.</exception>
    public long ToInt64() => type switch
    {
        BsonType.Int32 or BsonType.Int64 => bits,
        BsonType.Double => BitConverter.Int64BitsToDouble(bits) switch
        {
            double.NaN => 0,
            >= 9223372036854775808.0 => long.MaxValue,
            <= -9223372036854775808.0 => long.MinValue,
            var inside => (long)inside,
        },
        BsonType.Decimal128 => AsDecimal128.ToInt64(),
        _ => throw MongoError.TypeMismatch($"expected a number, got {type.Alias()}: {this}"),
    };

    /// <summary>The number as a decimal of 34 digits.</summary>
    /// <exception cref="MongoError">TypeMismatch: it is no number.</exception>
    public Decimal128 ToDecimal128() => type switch
    {
        BsonType.Decimal128 => AsDecimal128,
        BsonType.Int32 or BsonType.Int64 => new Decimal128(bits),
        BsonType.Double => Decimal128.FromDouble(BitConverter.Int64BitsToDouble(bits)),
        _ => throw MongoError.TypeMismatch($"expected a number, got {type.Alias()}: {this}"),
    };

    /// <summary>A copy that shares nothing that can change.</summary>
    public BsonValue Clone() => type switch
    {
        BsonType.Document => AsDocument.Clone(),
        BsonType.Array => AsArray.Clone(),
        BsonType.JavaScriptWithScope => FromJavaScriptWithScope(AsJavaScriptWithScope with { Scope = AsJavaScriptWithScope.Scope.Clone() }),
        _ => this,
    };

    internal BsonValue Decode() => type switch
    {
        BsonType.Document => AsDocument.Decode(),
        BsonType.Array => AsArray.Decode(),
        BsonType.JavaScriptWithScope => FromJavaScriptWithScope(AsJavaScriptWithScope with { Scope = AsJavaScriptWithScope.Scope.Decode() }),
        _ => this,
    };

    // Of a string, a symbol or code.
    internal string Text => reference as string ?? Encoding.UTF8.GetString(Utf8);

    /// <summary>Whether the text is UTF-8 in <see cref="Utf8"/> (it came from raw BSON) rather than a string.</summary>
    internal bool IsUtf8 => reference is byte[];

    internal ReadOnlySpan<byte> Utf8 => ((byte[])reference!).AsSpan((int)(bits >> 32), (int)bits);

    // What the struct holds of numbers, booleans, dates and timestamps.
    internal long Bits => bits;

    /// <summary>The same type and the same content: 1 and 1.0 differ, so do 0.0 and -0.0.</summary>
    public bool Equals(BsonValue other)
    {
        if (type != other.type) return false;
        return type switch
        {
            BsonType.String or BsonType.Symbol or BsonType.JavaScript => Utf8Text.Compare(this, other) == 0,
            BsonType.ObjectId => bits == other.bits && more == other.more,
            _ => bits == other.bits && Equals(reference, other.reference),
        };
    }

    public override bool Equals(object? obj) => obj is BsonValue other && Equals(other);

    public override int GetHashCode() => BsonComparer.Instance.GetHashCode(this);

    public static bool operator ==(BsonValue left, BsonValue right) => left.Equals(right);

    public static bool operator !=(BsonValue left, BsonValue right) => !left.Equals(right);

    /// <summary>Relaxed Extended JSON; "missing" for <see cref="Missing"/>.</summary>
    public override string ToString() => IsMissing ? "missing" : ExtendedJson.Write(this, ExtendedJsonMode.Relaxed);

    private MongoError Mismatch(BsonType expected) => MongoError.TypeMismatch($"expected {expected.Alias()}, got {type.Alias()}{(IsMissing ? "" : ": " + Shortened(ToString()))}");

    private static string Shortened(string text) => text.Length <= 200 ? text : text[..200] + "…";
}
