using System.Globalization;
using System.Numerics;

namespace StorageCourse.Docstore.Bson;

/// <summary>A decimal of up to 34 digits times ten to the power of -6176 to 6111 (IEEE 754-2008, binary integer decimal). 1.0 and 1.00 are equal and yet written apart.</summary>
internal readonly struct Decimal128 : IEquatable<Decimal128>, IComparable<Decimal128>
{
    private const int MostDigits = 34;
    private const int MinExponent = -6176;
    private const int MaxExponent = 6111;
    private const ulong SignBit = 1UL << 63;
    private const ulong InfinityBits = 0x7800_0000_0000_0000;
    private const ulong NaNBits = 0x7C00_0000_0000_0000;
    private static readonly BigInteger MostCoefficient = BigInteger.Pow(10, MostDigits) - 1;

    private readonly ulong high;
    private readonly ulong low;

    private Decimal128(ulong high, ulong low) => (this.high, this.low) = (high, low);

    /// <summary>The number of this long, exactly.</summary>
    public Decimal128(long value) => this = Exactly(value < 0, BigInteger.Abs(value), 0);

    /// <summary>The number of this decimal, exactly, with as many places.</summary>
    public Decimal128(decimal value)
    {
        Span<int> parts = stackalloc int[4];
        decimal.GetBits(value, parts);
        var coefficient = ((BigInteger)(uint)parts[2] << 64) | ((BigInteger)(uint)parts[1] << 32) | (uint)parts[0];
        this = Exactly(parts[3] < 0, coefficient, -(parts[3] >> 16 & 0xFF));
    }

    public static Decimal128 Zero => new(0L);

    public static Decimal128 NaN => new(NaNBits, 0);

    public static Decimal128 PositiveInfinity => new(InfinityBits, 0);

    public static Decimal128 NegativeInfinity => new(InfinityBits | SignBit, 0);

    public bool IsNaN => (high & NaNBits) == NaNBits;

    public bool IsInfinity => (high & NaNBits) == InfinityBits;

    public bool IsFinite => (high & InfinityBits) != InfinityBits;

    public bool IsNegative => (high & SignBit) != 0;

    public bool IsZero => IsFinite && Coefficient.IsZero;

    internal ulong HighBits => high;

    internal ulong LowBits => low;

    /// <summary>The digits as a whole number; ten to the <see cref="Exponent"/> times it is the absolute value.</summary>
    internal BigInteger Coefficient
    {
        get
        {
            // The form with the bits 11 after the sign is beyond 34 digits and so, by the standard, a zero.
            if ((high >> 61 & 3) == 3) return BigInteger.Zero;
            var value = new UInt128(high & 0x1_FFFF_FFFF_FFFF, low);
            return (BigInteger)value is var big && big > MostCoefficient ? BigInteger.Zero : big;
        }
    }

    internal int Exponent => (int)(high >> ((high >> 61 & 3) == 3 ? 47 : 49) & 0x3FFF) + MinExponent;

    internal static Decimal128 FromBits(ulong high, ulong low) => new(high, low);

    /// <summary>Reads "1.5", "-1E+3", "NaN", "Infinity". The number must fit exactly.</summary>
    /// <exception cref="FormatException">It is no number, or one that needs more than 34 digits.</exception>
    public static Decimal128 Parse(string text)
    {
        if (!TryScan(text, out var special, out var negative, out var coefficient, out var exponent))
            throw new FormatException($"expected a decimal such as 12.50 or 1E+3, got \"{text}\"");
        if (special is { } value) return value;
        var number = Round(negative, coefficient, exponent, out var exact);
        return exact ? number : throw new FormatException($"expected a decimal of at most 34 digits and an exponent of at most 6111, got \"{text}\": it could not be kept exactly");
    }

    /// <summary>Reads the same, rounded to 34 digits, half to even.</summary>
    public static bool TryParseRounded(string text, out Decimal128 value)
    {
        value = default;
        if (!TryScan(text, out var special, out var negative, out var coefficient, out var exponent)) return false;
        value = special ?? Round(negative, coefficient, exponent, out _);
        return true;
    }

    /// <summary>The double as MongoDB converts it: rounded to 15 digits, so that 0.1 becomes 0.1.</summary>
    public static Decimal128 FromDouble(double value)
    {
        if (double.IsNaN(value)) return NaN;
        if (double.IsInfinity(value)) return value > 0 ? PositiveInfinity : NegativeInfinity;
        return TryParseRounded(value.ToString("E14", CultureInfo.InvariantCulture), out var rounded) ? rounded : NaN;
    }

    /// <summary>The nearest double.</summary>
    public double ToDouble()
    {
        if (IsNaN) return double.NaN;
        if (IsInfinity) return IsNegative ? double.NegativeInfinity : double.PositiveInfinity;
        return double.Parse(ToString(), NumberStyles.Float, CultureInfo.InvariantCulture);
    }

    /// <summary>The number as a long: cut towards zero, held to the range of a long, NaN as 0.</summary>
    public long ToInt64()
    {
        if (IsNaN) return 0;
        if (IsInfinity) return IsNegative ? long.MinValue : long.MaxValue;
        // Beyond 19 digits before the point a long is full: no need to write thousands of zeros.
        if (!IsZero && Exponent > 19) return IsNegative ? long.MinValue : long.MaxValue;
        var whole = Truncated();
        return whole > long.MaxValue ? long.MaxValue : whole < long.MinValue ? long.MinValue : (long)whole;
    }

    /// <summary>The number as a .NET decimal, rounded to its 28 places.</summary>
    /// <exception cref="OverflowException">It is beyond the range of a decimal, infinite or NaN.</exception>
    public decimal ToDecimal() => IsFinite
        ? decimal.Parse(ToString(), NumberStyles.Float, CultureInfo.InvariantCulture)
        : throw new OverflowException($"expected a finite number, got {this}");

    /// <summary>Whether it is a whole number.</summary>
    public bool IsInteger
    {
        get
        {
            if (!IsFinite) return false;
            if (Exponent >= 0 || IsZero) return true;
            return -Exponent <= MostDigits && (Coefficient % BigInteger.Pow(10, -Exponent)).IsZero;
        }
    }

    public static Decimal128 operator +(Decimal128 left, Decimal128 right)
    {
        if (left.IsNaN || right.IsNaN) return NaN;
        if (left.IsInfinity) return right.IsInfinity && left.IsNegative != right.IsNegative ? NaN : left;
        if (right.IsInfinity) return right;
        var exponent = Math.Min(left.Exponent, right.Exponent);
        var sum = left.Scaled(exponent) + right.Scaled(exponent);
        return Round(sum.Sign < 0 || sum.IsZero && left.IsNegative && right.IsNegative, BigInteger.Abs(sum), exponent, out _);
    }

    public static Decimal128 operator -(Decimal128 left, Decimal128 right) => left + -right;

    public static Decimal128 operator -(Decimal128 value) => new(value.high ^ SignBit, value.low);

    public static Decimal128 operator *(Decimal128 left, Decimal128 right)
    {
        if (left.IsNaN || right.IsNaN) return NaN;
        var negative = left.IsNegative != right.IsNegative;
        if (left.IsInfinity || right.IsInfinity) return left.IsZero || right.IsZero ? NaN : negative ? NegativeInfinity : PositiveInfinity;
        return Round(negative, left.Coefficient * right.Coefficient, left.Exponent + right.Exponent, out _);
    }

    /// <summary>Division to 34 digits; by zero an infinity, 0/0 NaN.</summary>
    public static Decimal128 operator /(Decimal128 left, Decimal128 right)
    {
        if (left.IsNaN || right.IsNaN || left.IsInfinity && right.IsInfinity) return NaN;
        var negative = left.IsNegative != right.IsNegative;
        if (left.IsInfinity) return negative ? NegativeInfinity : PositiveInfinity;
        if (right.IsInfinity) return Round(negative, 0, MinExponent, out _);
        if (right.IsZero) return left.IsZero ? NaN : negative ? NegativeInfinity : PositiveInfinity;
        // Enough digits for 34 and one to round by; a remainder is kept as a last digit that is no tie.
        var extra = MostDigits + 3 + right.Coefficient.ToString(CultureInfo.InvariantCulture).Length;
        var quotient = BigInteger.DivRem(left.Coefficient * BigInteger.Pow(10, extra), right.Coefficient, out var remainder);
        var exponent = left.Exponent - right.Exponent - extra;
        if (!remainder.IsZero) return Round(negative, quotient * 10 + 1, exponent - 1, out _);
        // An exact quotient has the places that the standard prefers: no more zeros than needed.
        var preferred = left.Exponent - right.Exponent;
        while (exponent < preferred && !quotient.IsZero && (quotient % 10).IsZero) (quotient, exponent) = (quotient / 10, exponent + 1);
        return Round(negative, quotient, quotient.IsZero ? preferred : exponent, out _);
    }

    /// <summary>The remainder with the sign of the left side, as of a division cut towards zero.</summary>
    public static Decimal128 operator %(Decimal128 left, Decimal128 right)
    {
        if (left.IsNaN || right.IsNaN || left.IsInfinity || right.IsZero) return NaN;
        if (right.IsInfinity) return left;
        var exponent = Math.Min(left.Exponent, right.Exponent);
        return Round(left.IsNegative, BigInteger.Abs(BigInteger.Remainder(left.Scaled(exponent), right.Scaled(exponent))), exponent, out _);
    }

    public static Decimal128 Abs(Decimal128 value) => new(value.high & ~SignBit, value.low);

    /// <summary>Rounds to so many places, half to even; negative places round before the point.</summary>
    public static Decimal128 Round(Decimal128 value, int places) => value.ToPlaces(places, (quotient, remainder, half, _) =>
    {
        var order = remainder.CompareTo(half);
        return order > 0 || order == 0 && !quotient.IsEven;
    });

    /// <summary>Cuts off after so many places.</summary>
    public static Decimal128 Truncate(Decimal128 value, int places = 0) => value.ToPlaces(places, (_, _, _, _) => false);

    /// <summary>The greatest whole number that is not greater.</summary>
    public static Decimal128 Floor(Decimal128 value) => value.ToPlaces(0, (_, remainder, _, negative) => negative && !remainder.IsZero);

    /// <summary>The least whole number that is not less.</summary>
    public static Decimal128 Ceiling(Decimal128 value) => value.ToPlaces(0, (_, remainder, _, negative) => !negative && !remainder.IsZero);

    /// <summary>By value; NaN is equal to itself and less than all else, as MongoDB sorts.</summary>
    public int CompareTo(Decimal128 other)
    {
        if (IsNaN || other.IsNaN) return other.IsNaN.CompareTo(IsNaN);
        if (IsZero && other.IsZero) return 0;
        var (sign, otherSign) = (Sign(), other.Sign());
        if (sign != otherSign) return sign.CompareTo(otherSign);
        if (IsInfinity || other.IsInfinity) return IsInfinity == other.IsInfinity ? 0 : IsInfinity ? sign : -sign;
        var exponent = Math.Min(Exponent, other.Exponent);
        return Scaled(exponent).CompareTo(other.Scaled(exponent));
    }

    /// <summary>By value: 1.0 and 1.00 are equal, and NaN is equal to itself.</summary>
    public bool Equals(Decimal128 other) => CompareTo(other) == 0;

    public override bool Equals(object? obj) => obj is Decimal128 other && Equals(other);

    public override int GetHashCode() => ToDouble() is var number && number == 0 ? 0 : number.GetHashCode();

    public static bool operator ==(Decimal128 left, Decimal128 right) => left.Equals(right);

    public static bool operator !=(Decimal128 left, Decimal128 right) => !left.Equals(right);

    public static bool operator <(Decimal128 left, Decimal128 right) => left.CompareTo(right) < 0;

    public static bool operator >(Decimal128 left, Decimal128 right) => left.CompareTo(right) > 0;

    public static bool operator <=(Decimal128 left, Decimal128 right) => left.CompareTo(right) <= 0;

    public static bool operator >=(Decimal128 left, Decimal128 right) => left.CompareTo(right) >= 0;

    /// <summary>All digits, and an exponent where the point would stand outside of them (the standard's to-scientific-string).</summary>
    public override string ToString()
    {
        if (IsNaN) return "NaN";
        if (IsInfinity) return IsNegative ? "-Infinity" : "Infinity";
        var sign = IsNegative ? "-" : "";
        var digits = Coefficient.ToString(CultureInfo.InvariantCulture);
        var exponent = Exponent;
        var scientific = exponent + digits.Length - 1;
        if (exponent > 0 || scientific < -6)
        {
            var point = digits.Length > 1 ? "." : "";
            return string.Create(CultureInfo.InvariantCulture, $"{sign}{digits[0]}{point}{digits.AsSpan(1)}E{(scientific < 0 ? "-" : "+")}{Math.Abs(scientific)}");
        }

        if (exponent == 0) return sign + digits;
        if (digits.Length <= -exponent) return $"{sign}0.{new string('0', -exponent - digits.Length)}{digits}";
        return $"{sign}{digits.AsSpan(0, digits.Length + exponent)}.{digits.AsSpan(digits.Length + exponent)}";
    }

    private int Sign() => IsZero ? 0 : IsNegative ? -1 : 1;

    // The signed whole number that stands before ten to the power of this exponent, which is not greater than the number's own.
    private BigInteger Scaled(int exponent)
    {
        var value = Coefficient * BigInteger.Pow(10, Exponent - exponent);
        return IsNegative ? -value : value;
    }

    private BigInteger Truncated()
    {
        var value = Exponent >= 0 ? Coefficient * BigInteger.Pow(10, Exponent) : Coefficient / BigInteger.Pow(10, -Exponent);
        return IsNegative ? -value : value;
    }

    private Decimal128 ToPlaces(int places, Func<BigInteger, BigInteger, BigInteger, bool, bool> isUp)
    {
        var drop = -places - Exponent;
        if (!IsFinite || drop <= 0) return this;
        // What lies wholly behind the last place is all remainder.
        var power = BigInteger.Pow(10, Math.Min(drop, MostDigits + 1));
        var quotient = BigInteger.DivRem(Coefficient, power, out var remainder);
        if (isUp(quotient, remainder, power / 2, IsNegative)) quotient++;
        return Round(IsNegative, quotient, -places, out _);
    }

    private static bool TryScan(string text, out Decimal128? special, out bool negative, out BigInteger coefficient, out int exponent)
    {
        (special, coefficient, exponent) = (null, default, 0);
        negative = text.StartsWith('-');
        var rest = text.AsSpan(text is ['-' or '+', ..] ? 1 : 0);
        if (rest.Equals("nan", StringComparison.OrdinalIgnoreCase))
        {
            special = NaN;
            return true;
        }

        if (rest.Equals("inf", StringComparison.OrdinalIgnoreCase) || rest.Equals("infinity", StringComparison.OrdinalIgnoreCase))
        {
            special = negative ? NegativeInfinity : PositiveInfinity;
            return true;
        }

        long power = 0;
        if (rest.IndexOfAny('e', 'E') is var e and >= 0)
        {
            var written = rest[(e + 1)..];
            if (!BigInteger.TryParse(written, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var any)) return false;
            power = (long)BigInteger.Max(BigInteger.Min(any, 1_000_000), -1_000_000);
            rest = rest[..e];
        }

        var point = rest.IndexOf('.');
        if (point >= 0) power -= rest.Length - point - 1;
        var digits = point < 0 ? rest.ToString() : string.Concat(rest[..point], rest[(point + 1)..]);
        if (digits.Length == 0 || digits.AsSpan().ContainsAnyExceptInRange('0', '9')) return false;
        coefficient = BigInteger.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture);
        exponent = (int)power;
        return true;
    }

    private static Decimal128 Exactly(bool negative, BigInteger coefficient, int exponent) => Round(negative, coefficient, exponent, out _);

    // To 34 digits and the exponents there are, half to even.
    private static Decimal128 Round(bool negative, BigInteger coefficient, int exponent, out bool exact)
    {
        exact = true;
        if (coefficient.IsZero) return Pack(negative, coefficient, Math.Clamp(exponent, MinExponent, MaxExponent));
        var digits = coefficient > MostCoefficient ? coefficient.ToString(CultureInfo.InvariantCulture).Length : MostDigits;
        var drop = Math.Max(digits - MostDigits, MinExponent - exponent);
        if (drop > 0)
        {
            if (drop > digits + 1)
            {
                exact = false;
                return Pack(negative, BigInteger.Zero, MinExponent);
            }

            var power = BigInteger.Pow(10, drop);
            coefficient = BigInteger.DivRem(coefficient, power, out var remainder);
            exact = remainder.IsZero;
            var order = (remainder * 2).CompareTo(power);
            if (order > 0 || order == 0 && !coefficient.IsEven) coefficient++;
            exponent += drop;
            if (coefficient > MostCoefficient) (coefficient, exponent) = (coefficient / 10, exponent + 1);
        }

        // 1E+6112 is 10E+6111.
        while (exponent > MaxExponent && !coefficient.IsZero && coefficient * 10 <= MostCoefficient) (coefficient, exponent) = (coefficient * 10, exponent - 1);
        if (exponent <= MaxExponent) return Pack(negative, coefficient, exponent);
        exact = false;
        return negative ? NegativeInfinity : PositiveInfinity;
    }

    private static Decimal128 Pack(bool negative, BigInteger coefficient, int exponent)
    {
        var value = (UInt128)coefficient;
        return new((negative ? SignBit : 0) | (ulong)(exponent - MinExponent) << 49 | (ulong)(value >> 64), (ulong)value);
    }
}
