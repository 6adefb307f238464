using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace StorageCourse.Docstore.Bson;

/// <summary>MongoDB's regular expressions are PCRE's; .NET's differ in places. This rewrites what differs and refuses what .NET can't do.</summary>
/// <remarks>PCRE without its Unicode option: \d, \w, \s, \b know ASCII only. See pcrepattern(3).</remarks>
internal sealed class PcrePattern
{
    private const string Digit = "0-9", Word = "0-9A-Z_a-z", Space = "\\t-\\r ", Horizontal = "\\t \\u00a0\\u1680\\u180e\\u2000-\\u200a\\u202f\\u205f\\u3000", Vertical = "\\n-\\r\\u0085\\u2028\\u2029";
    private const string NotDigit = "\\0-/:-\\uffff", NotWord = "\\0-/:-@\\[-\\^`{-\\uffff", NotSpace = "\\0-\\b\\x0e-\\x1f!-\\uffff";
    private const string AtWordEdge = $"(?:(?<=[{Word}])(?![{Word}])|(?<![{Word}])(?=[{Word}]))", InsideOrOutsideWord = $"(?:(?<=[{Word}])(?=[{Word}])|(?<![{Word}])(?![{Word}]))";

    private readonly string pattern;
    private readonly StringBuilder written = new();
    private readonly Stack<int> groups = [];
    private int at;
    private int atomAt;

    private PcrePattern(string pattern) => this.pattern = pattern;

    /// <summary>The longest that one text may be searched.</summary>
    public static TimeSpan TimeLimit { get; } = TimeSpan.FromSeconds(2);

    /// <summary>The expression for .NET.</summary>
    /// <exception cref="MongoError">Location51091: no valid expression, or one that .NET has no equal of. Location51108: an unknown option.</exception>
    public static Regex Compile(BsonRegex regex)
    {
        var options = RegexOptions.CultureInvariant;
        foreach (var option in regex.Options)
        {
            options |= option switch
            {
                'i' => RegexOptions.IgnoreCase,
                'm' => RegexOptions.Multiline,
                's' => RegexOptions.Singleline,
                'x' => RegexOptions.IgnorePatternWhitespace,
                'u' => RegexOptions.None,
                _ => throw MongoError.Location(51108, $"invalid flag in regex options: {option}"),
            };
        }

        try
        {
            return new Regex(new PcrePattern(regex.Pattern).Rewrite(), options, TimeLimit);
        }
        catch (ArgumentException problem)
        {
            throw MongoError.Location(51091, $"Regular expression is invalid: {problem.Message}");
        }
    }

    /// <summary>The text that every match begins with: what stands after ^ up to the first character with a meaning.</summary>
    public static string LiteralPrefix(BsonRegex regex)
    {
        var text = regex.Pattern;
        var start = text.StartsWith("\\A", StringComparison.Ordinal) ? 2 : text.StartsWith('^') ? 1 : 0;
        if (start == 0 || regex.Options.AsSpan().ContainsAny('i', 'm', 'x') || text.Contains('|'))
            return "";
        var prefix = new StringBuilder();
        for (var i = start; i < text.Length; i++)
        {
            var letter = text[i];
            if (letter is '*' or '?' or '{')
            {
                // The character before it may be absent: half of a surrogate pair must not stay behind.
                if (prefix.Length > 0) prefix.Length -= prefix.Length > 1 && char.IsLowSurrogate(prefix[^1]) ? 2 : 1;
                break;
            }

            if (letter == '\\' && i + 1 < text.Length && !char.IsAsciiLetterOrDigit(text[i + 1]))
                letter = text[++i];
            else if ("\\^$.[]()+".Contains(letter))
                break;
            prefix.Append(letter);
        }

        return prefix.ToString();
    }

    private string Rewrite()
    {
        while (at < pattern.Length)
        {
            switch (pattern[at])
            {
                case '\\':
                    atomAt = written.Length;
                    Escape();
                    break;
                case '[':
                    atomAt = written.Length;
                    CharacterClass();
                    break;
                case '(':
                    Group();
                    break;
                case ')':
                    atomAt = groups.Count > 0 ? groups.Pop() : written.Length;
                    Copy();
                    break;
                case '*' or '+' or '?':
                    Copy();
                    LazyOrPossessive();
                    break;
                case '{' when IsQuantifier():
                    while (pattern[at] != '}') Copy();
                    Copy();
                    LazyOrPossessive();
                    break;
                default:
                    atomAt = written.Length;
                    Copy();
                    break;
            }
        }

        return written.ToString();
    }

    private void Copy() => written.Append(pattern[at++]);

    private bool IsQuantifier()
    {
        var end = pattern.IndexOf('}', at);
        return end > at + 1 && char.IsAsciiDigit(pattern[at + 1]) && pattern[(at + 1)..end].All(letter => char.IsAsciiDigit(letter) || letter == ',');
    }

    // a*+ gives nothing back: (?>a*) in .NET.
    private void LazyOrPossessive()
    {
        if (at < pattern.Length && pattern[at] == '?')
        {
            Copy();
        }
        else if (at < pattern.Length && pattern[at] == '+')
        {
            at++;
            written.Insert(atomAt, "(?>").Append(')');
        }
    }

    private void Group()
    {
        groups.Push(written.Length);
        if (Next("(?P<")) { written.Append("(?<"); return; }
        if (Next("(?P=")) { NamedReference(); return; }
        if (at + 2 < pattern.Length && pattern[at + 1] == '?' && "|R&P+0123456789C(".Contains(pattern[at + 2]) || at + 1 < pattern.Length && pattern[at + 1] == '*')
            throw Unsupported(pattern.AsSpan(at, Math.Min(3, pattern.Length - at)));
        if (Next("(?#"))
        {
            groups.Pop();
            at = pattern.IndexOf(')', at) is >= 0 and var end ? end + 1 : pattern.Length;
            return;
        }

        Copy();
        if (at >= pattern.Length || pattern[at] != '?')
            return;
        // The rest of (?: (?= (?<! (?i) and so on is no quantifier.
        Copy();
        while (at < pattern.Length && ":=!<>-imsx".Contains(pattern[at])) Copy();
    }

    private void NamedReference()
    {
        groups.Pop();
        var end = pattern.IndexOf(')', at);
        if (end < 0) throw MongoError.Location(51091, "Regular expression is invalid: (?P= without )");
        written.Append("\\k<").Append(pattern, at, end - at).Append('>');
        at = end + 1;
    }

    private bool Next(string text)
    {
        if (string.CompareOrdinal(pattern, at, text, 0, text.Length) != 0)
            return false;
        at += text.Length;
        return true;
    }

    private void Escape()
    {
        if (at + 1 == pattern.Length)
        {
            Copy();
            return;
        }

        if (Next("\\Q"))
        {
            var end = pattern.IndexOf("\\E", at, StringComparison.Ordinal);
            foreach (var letter in pattern[at..(end < 0 ? pattern.Length : end)])
            {
                atomAt = written.Length;
                Literal(letter);
            }

            at = end < 0 ? pattern.Length : end + 2;
            return;
        }

        if (CodePoint())
            return;
        var escaped = pattern[at + 1] switch
        {
            'd' => $"[{Digit}]",
            'D' => $"[^{Digit}]",
            'w' => $"[{Word}]",
            'W' => $"[^{Word}]",
            's' => $"[{Space}]",
            'S' => $"[^{Space}]",
            'h' => $"[{Horizontal}]",
            'H' => $"[^{Horizontal}]",
            'v' => $"[{Vertical}]",
            'V' => $"[^{Vertical}]",
            'N' => "[^\\n]",
            'R' => $"(?>\\r\\n|[{Vertical}])",
            'b' => AtWordEdge,
            'B' => InsideOrOutsideWord,
            'E' => "",
            'K' or 'X' or 'C' or 'g' => throw Unsupported(pattern.AsSpan(at, 2)),
            _ => null,
        };
        if (escaped is null)
        {
            written.Append(pattern, at, 2);
            // The name in \p{L} and \k{name} is no quantifier.
            if (pattern[at + 1] is 'p' or 'P' && at + 2 < pattern.Length)
                UnicodeCategory();
            else if (pattern[at + 1] == 'k' && at + 2 < pattern.Length && pattern[at + 2] == '{' && pattern.IndexOf('}', at) is > 0 and var end)
                (_, at) = (written.Append('<').Append(pattern, at + 3, end - at - 3).Append('>'), end - 1);
        }
        else
        {
            written.Append(escaped);
        }

        at += 2;
    }

    // \pL is short for \p{L}.
    private void UnicodeCategory()
    {
        if (pattern[at + 2] != '{')
        {
            written.Append('{').Append(pattern[at + 2]).Append('}');
            at++;
            return;
        }

        while (at + 2 < pattern.Length)
        {
            written.Append(pattern[at + 2]);
            if (pattern[at++ + 2] == '}') break;
        }
    }

    private bool CodePoint()
    {
        if (string.CompareOrdinal(pattern, at, "\\x{", 0, 3) != 0 || pattern.IndexOf('}', at) is not (> 0 and var end))
            return false;
        if (!int.TryParse(pattern.AsSpan(at + 3, end - at - 3), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var code) || !Rune.IsValid(code))
            throw MongoError.Location(51091, $"Regular expression is invalid: expected a code point in hexadecimal digits in {pattern[at..(end + 1)]}");
        foreach (var unit in new Rune(code).ToString())
            Literal(unit);
        at = end + 1;
        return true;
    }

    private void Literal(char letter)
    {
        if (char.IsAsciiLetterOrDigit(letter) || letter > 0x7f) written.Append(letter);
        else written.Append("\\x").Append(((int)letter).ToString("x2", CultureInfo.InvariantCulture));
    }

    private void CharacterClass()
    {
        Copy();
        if (at < pattern.Length && pattern[at] == '^') Copy();
        // A ] that stands first is a member.
        if (at < pattern.Length && pattern[at] == ']')
        {
            written.Append("\\]");
            at++;
        }

        while (at < pattern.Length && pattern[at] != ']')
        {
            if (pattern[at] == '[') BracketInClass();
            else if (pattern[at] == '\\') EscapeInClass();
            else Copy();
        }

        if (at < pattern.Length) Copy();
    }

    // [:alpha:], or a bracket that means itself (.NET would subtract a class).
    private void BracketInClass()
    {
        var end = pattern.IndexOf(":]", at, StringComparison.Ordinal);
        if (at + 1 >= pattern.Length || pattern[at + 1] != ':' || end < 0)
        {
            written.Append("\\[");
            at++;
            return;
        }

        var name = pattern[(at + 2)..end];
        written.Append(name switch
        {
            "alpha" => "A-Za-z",
            "digit" => Digit,
            "alnum" => "0-9A-Za-z",
            "upper" => "A-Z",
            "lower" => "a-z",
            "space" => Space,
            "blank" => "\\t ",
            "punct" => "!-/:-@\\[-`{-~",
            "xdigit" => "0-9A-Fa-f",
            "word" => Word,
            "cntrl" => "\\0-\\x1f\\x7f",
            "graph" => "!-~",
            "print" => " -~",
            "ascii" => "\\0-\\x7f",
            _ => throw Unsupported($"[:{name}:]"),
        });
        at = end + 2;
    }

    private void EscapeInClass()
    {
        if (CodePoint())
            return;
        if (at + 1 == pattern.Length)
        {
            Copy();
            return;
        }

        var members = pattern[at + 1] switch
        {
            'd' => Digit,
            'D' => NotDigit,
            'w' => Word,
            'W' => NotWord,
            's' => Space,
            'S' => NotSpace,
            'h' => Horizontal,
            'v' => Vertical,
            _ => null,
        };
        if (members is null) written.Append(pattern, at, 2);
        else written.Append(members);
        at += 2;
    }

    private static MongoError Unsupported(ReadOnlySpan<char> what) =>
        MongoError.Location(51091, $"Regular expression is invalid: docstore matches with .NET's regular expressions, which have nothing like PCRE's {what}");
}
