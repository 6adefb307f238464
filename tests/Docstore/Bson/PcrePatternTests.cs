using StorageCourse.Docstore.Bson;
using StorageCourse.Docstore.Query;

namespace StorageCourse.Tests.Docstore.Bson;

public sealed class PcrePatternTests
{
    [Theory]
    [InlineData(@"^\d+$", "", "12", true)]
    [InlineData(@"^\d+$", "", "٣", false)]
    [InlineData(@"^\w+$", "", "é", false)]
    [InlineData(@"^[\w-]+$", "", "a-b", true)]
    [InlineData(@"^[^\W]+$", "", "ab", true)]
    [InlineData(@"^[\D]+$", "", "ab", true)]
    [InlineData(@"\bcat\b", "", "a cat!", true)]
    [InlineData(@"\bcat\b", "", "concat", false)]
    [InlineData("a++b", "", "aaab", true)]
    [InlineData("a++ab", "", "aaab", false)]
    [InlineData("(?:ab)*+c", "", "ababc", true)]
    [InlineData("[[:alpha:]]+[[:digit:]]", "", "ab1", true)]
    [InlineData("^[a-z-[x]]$", "", "[]", true)]
    [InlineData("^[]a]$", "", "]", true)]
    [InlineData(@"\Qa.b\E", "", "a.b", true)]
    [InlineData(@"\Qa.b\E", "", "axb", false)]
    [InlineData("(?P<year>[0-9]{4})-(?P=year)", "", "2024-2024", true)]
    [InlineData(@"\x{1F600}", "", "😀", true)]
    [InlineData(@"^\h\H$", "", "\tx", true)]
    [InlineData(@"a\Rb", "", "a\r\nb", true)]
    [InlineData("a # the first\nb", "x", "ab", true)]
    [InlineData("^b", "m", "a\nb", true)]
    [InlineData("a.b", "", "a\nb", false)]
    [InlineData("(?i)AB", "", "ab", true)]
    [InlineData("(?<!x)a", "", "xa", false)]
    [InlineData(@"\p{Lu}", "", "É", true)]
    [InlineData(@"\pL+$", "", "É", true)]
    [InlineData("a{,3}", "", "a{,3}", true)]
    [InlineData("a(?#comment)b", "", "ab", true)]
    [InlineData("I", "i", "ı", false)]
    public void A_pattern_finds_what_PCRE_finds(string pattern, string options, string text, bool found) =>
        PcrePattern.Compile(new(pattern, options)).IsMatch(text).ShouldBe(found);

    [Theory]
    [InlineData("(?R)")]
    [InlineData("(?|a|b)")]
    [InlineData("(*FAIL)")]
    [InlineData(@"a\Kb")]
    [InlineData("(")]
    [InlineData("[a")]
    [InlineData("*a")]
    public void What_NET_cannot_do_is_refused(string pattern) =>
        Should.Throw<MongoError>(() => PcrePattern.Compile(new(pattern))).Code.ShouldBe(51091);

    [Theory]
    [InlineData("^abc", "", "abc")]
    [InlineData("^abc*", "", "ab")]
    [InlineData(@"^a\.b", "", "a.b")]
    [InlineData(@"\Aab+", "", "ab")]
    [InlineData("^a|b", "", "")]
    [InlineData("abc", "", "")]
    [InlineData("^abc", "i", "")]
    [InlineData("^abc", "m", "")]
    [InlineData("^a{0}", "", "")]
    [InlineData("^ab$", "", "ab")]
    [InlineData(@"^\d", "", "")]
    public void The_text_that_matches_begin_with_is_known(string pattern, string options, string prefix) =>
        PcrePattern.LiteralPrefix(new(pattern, options)).ShouldBe(prefix);

    [Fact]
    public void A_pattern_that_would_take_forever_is_given_up()
    {
        var filter = new RegexPredicate(new BsonRegex("^(a+)+$"));
        Should.Throw<MongoError>(() => filter.MatchesElement(new string('a', 60) + "!", null)).Message.ShouldContain("longer than");
    }
}
