using System.Globalization;
using System.Text;

namespace StorageCourse.Docstore.Bson;

/// <summary>Reads Extended JSON: JSON (RFC 8259), in which an object with a certain key such as "$oid" is a value of a type of its own.</summary>
internal sealed class ExtendedJsonParser(string json)
{
    private int at;
    private int depth;

    public BsonValue ParseAll()
    {
        var value = Value();
        Space();
        return at == json.Length ? value : throw Error("the end of the text");
    }

    private BsonValue Value()
    {
        Space();
        if (at >= json.Length) throw Error("a value");
        switch (json[at])
        {
            case '{':
                return ExtendedJsonWrappers.Unwrap(Object(), this);
            case '[':
                return Array();
            case '"':
                return String();
            case 't':
                return Word("true", BsonValue.True);
            case 'f':
                return Word("false", BsonValue.False);
            case 'n':
                return Word("null", BsonValue.Null);
            case '-' or (>= '0' and <= '9'):
                return Number();
            default:
                throw Error("a value");
        }
    }

    /// <summary>The error of what was read last.</summary>
    public MongoError Error(string expected)
    {
        var before = json.AsSpan(0, Math.Min(at, json.Length));
        var line = before.Count('\n') + 1;
        var column = before.Length - before.LastIndexOf('\n');
        var got = at >= json.Length ? "the end of the text" : $"'{json[at]}'";
        return MongoError.FailedToParse(string.Create(CultureInfo.InvariantCulture, $"expected {expected} at line {line}, column {column}, got {got}"));
    }

    private BsonDocument Object()
    {
        Enter();
        var document = new BsonDocument();
        if (!Next('}'))
        {
            do
            {
                Space();
                var name = at < json.Length && json[at] == '"' ? String() : throw Error("a field name in double quotes");
                if (name.Contains('\0')) throw Error("a field name without a NUL character");
                if (!Next(':')) throw Error("':'");
                document.Add(name, Value());
            }
            while (Next(','));
            if (!Next('}')) throw Error("',' or '}'");
        }

        depth--;
        return document;
    }

    private BsonArray Array()
    {
        Enter();
        var array = new BsonArray();
        if (!Next(']'))
        {
            do array.Add(Value());
            while (Next(','));
            if (!Next(']')) throw Error("',' or ']'");
        }

        depth--;
        return array;
    }

    // The braces of wrappers count, so there is room for one around a value at the last level.
    private void Enter()
    {
        at++;
        if (++depth > BsonDocument.MaxDepth + 2) throw Error($"at most {BsonDocument.MaxDepth} levels of documents and arrays");
    }

    private string String()
    {
        var text = new StringBuilder();
        for (at++; ;)
        {
            if (at >= json.Length) throw Error("'\"' that ends a string");
            var c = json[at++];
            if (c == '"') break;
            if (c < ' ') throw Error("an escaped control character", -1);
            text.Append(c == '\\' ? Escape() : c);
        }

        var result = text.ToString();
        return IsWellFormed(result) ? result : throw Error("surrogates that come in pairs");
    }

    private char Escape()
    {
        if (at >= json.Length) throw Error("an escape");
        switch (json[at++])
        {
            case '"': return '"';
            case '\\': return '\\';
            case '/': return '/';
            case 'b': return '\b';
            case 'f': return '\f';
            case 'n': return '\n';
            case 'r': return '\r';
            case 't': return '\t';
            case 'u' when at + 4 <= json.Length && ushort.TryParse(json.AsSpan(at, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code):
                at += 4;
                return (char)code;
            default:
                throw Error("an escape: \\\" \\\\ \\/ \\b \\f \\n \\r \\t or \\u and four hexadecimal digits", -1);
        }
    }

    private static bool IsWellFormed(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i])) continue;
            if (i + 1 == text.Length || !char.IsSurrogatePair(text[i], text[i + 1])) return false;
            i++;
        }

        return true;
    }

    private BsonValue Number()
    {
        var start = at;
        if (json[at] == '-') at++;
        var whole = at;
        Digits();
        if (json[whole] == '0' && at - whole > 1) throw Error("a number without leading zeros");
        var isWhole = true;
        if (at < json.Length && json[at] == '.')
        {
            isWhole = false;
            at++;
            Digits();
        }

        if (at < json.Length && json[at] is 'e' or 'E')
        {
            isWhole = false;
            at++;
            if (at < json.Length && json[at] is '+' or '-') at++;
            Digits();
        }

        var text = json.AsSpan(start, at - start);
        if (isWhole && int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var small) && (small != 0 || text[0] != '-')) return small;
        if (isWhole && long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var large) && large != 0) return large;
        return double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);
    }

    private void Digits()
    {
        if (at >= json.Length || !char.IsAsciiDigit(json[at])) throw Error("a digit");
        while (at < json.Length && char.IsAsciiDigit(json[at])) at++;
    }

    private BsonValue Word(string word, BsonValue value)
    {
        if (!json.AsSpan(at).StartsWith(word)) throw Error("a value");
        at += word.Length;
        return value;
    }

    private bool Next(char c)
    {
        Space();
        if (at >= json.Length || json[at] != c) return false;
        at++;
        return true;
    }

    private void Space()
    {
        while (at < json.Length && json[at] is ' ' or '\t' or '\n' or '\r') at++;
    }

    private MongoError Error(string expected, int back)
    {
        at += back;
        return Error(expected);
    }
}
