using StorageCourse.Docstore.Bson;

namespace StorageCourse.Tests.Docstore.Bson;

public class Decimal128Tests
{
    private static Decimal128 D(string text) => Decimal128.Parse(text);

    [Theory]
    [InlineData("1.20", "+", "0.05", "1.25")]
    [InlineData("0.1", "+", "0.2", "0.3")]
    [InlineData("9999999999999999999999999999999999", "+", "1", "1.000000000000000000000000000000000E+34")]
    [InlineData("9999999999999999999999999999999999", "+", "0.5", "1.000000000000000000000000000000000E+34")]
    [InlineData("1E+6144", "+", "9E+6144", "Infinity")]
    [InlineData("Infinity", "-", "Infinity", "NaN")]
    [InlineData("1", "-", "1.00", "0.00")]
    [InlineData("1.5", "*", "-2.0", "-3.00")]
    [InlineData("1E-6176", "*", "0.1", "0E-6176")]
    [InlineData("0", "*", "Infinity", "NaN")]
    [InlineData("1", "/", "3", "0.3333333333333333333333333333333333")]
    [InlineData("2", "/", "3", "0.6666666666666666666666666666666667")]
    [InlineData("10", "/", "4", "2.5")]
    [InlineData("100", "/", "5", "20")]
    [InlineData("1", "/", "0", "Infinity")]
    [InlineData("0", "/", "0", "NaN")]
    [InlineData("10.5", "%", "3", "1.5")]
    [InlineData("-10.5", "%", "3", "-1.5")]
    [InlineData("1", "%", "0", "NaN")]
    public void Arithmetic_is_exact_to_34_digits(string left, string operation, string right, string expected)
    {
        var result = operation switch
        {
            "+" => D(left) + D(right),
            "-" => D(left) - D(right),
            "*" => D(left) * D(right),
            "/" => D(left) / D(right),
            _ => D(left) % D(right),
        };
        result.ToString().ShouldBe(expected);
    }

    [Fact]
    public void Rounding_is_half_to_even()
    {
        Decimal128.Round(D("2.5"), 0).ToString().ShouldBe("2");
        Decimal128.Round(D("3.5"), 0).ToString().ShouldBe("4");
        Decimal128.Round(D("-2.345"), 2).ToString().ShouldBe("-2.34");
        Decimal128.Round(D("1234"), -2).ToString().ShouldBe("1.2E+3");
        Decimal128.Truncate(D("-2.9")).ToString().ShouldBe("-2");
        Decimal128.Floor(D("-2.1")).ToString().ShouldBe("-3");
        Decimal128.Ceiling(D("2.1")).ToString().ShouldBe("3");
        Decimal128.Floor(D("1E-6000")).ToString().ShouldBe("0");
        Decimal128.TryParseRounded("1.00000000000000000000000000000000005", out var rounded).ShouldBeTrue();
        rounded.ToString().ShouldBe("1.000000000000000000000000000000000");
    }

    [Fact]
    public void Conversions_keep_the_number()
    {
        new Decimal128(12.50m).ToString().ShouldBe("12.50");
        new Decimal128(-0.0000000000000000000000000001m).ToString().ShouldBe("-1E-28");
        D("12.50").ToDecimal().ShouldBe(12.50m);
        new Decimal128(long.MinValue).ToString().ShouldBe("-9223372036854775808");
        D("1E+30").ToInt64().ShouldBe(long.MaxValue);
        D("-7.9").ToInt64().ShouldBe(-7);
        D("0.1").ToDouble().ShouldBe(0.1);
        Decimal128.FromDouble(0.1).ShouldBe(D("0.1"));
        D("1.0").ShouldBe(D("1.00"));
        D("1E+5").IsInteger.ShouldBeTrue();
        D("1.50").IsInteger.ShouldBeFalse();
        Should.Throw<OverflowException>(() => D("NaN").ToDecimal());
    }
}
