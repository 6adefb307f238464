using System.Globalization;
using MongoDB.Bson;
using StorageCourse.Host;

namespace StorageCourse.Stores.Mongo;

/// <summary>Looks up the C# variable that a bare <c>$name</c> stands for.</summary>
/// <param name="name">Without the dollar.</param>
/// <returns>Its value; null where there is no such variable.</returns>
/// <exception cref="NotSupportedException">Its type has no form in BSON.</exception>
internal delegate BsonValue? MongoVariable(string name);

/// <summary>Reads values as mongosh writes them: literals of JavaScript, constructors such as ObjectId(…), and <c>$name</c> for a C# variable.</summary>
internal sealed class MongoValueReader(MongoScanner scanner, MongoVariable variable)
{
    private static readonly string[] Words = ["function", "async", "await", "class", "this", "typeof", "delete", "void", "if", "for", "while", "let", "const", "var"];
    private const int MostLevels = 100;
    private int depth;

    /// <summary>A single value that is the whole text.</summary>
    /// <exception cref="CellException">SyntaxError, UnknownVariable or UnknownType, with line and column.</exception>
    public static BsonValue ReadAll(string text, MongoVariable variable)
    {
        var scanner = new MongoScanner(text);
        var value = new MongoValueReader(scanner, variable).Read();
        scanner.Space();
        return scanner.IsAtEnd ? value : throw scanner.Error($"expected the end, got {scanner.Found()}", scanner.At);
    }

    /// <summary>The value that begins here, after white space.</summary>
    public BsonValue Read()
    {
        scanner.Space();
        var start = scanner.At;
        var value = One();
        var end = scanner.At;
        var line = scanner.Space();
        if (scanner.Current is '+' or '-' or '*' or '%' or '/' or '<' or '>' or '=' or '?' or '&' or '|' && !(line && scanner.Current == '/'))
            throw scanner.Error($"expected ',' or the end of the value, got '{scanner.Current}': {MongoScanner.Beyond} (bind a result with $name)", scanner.At);
        if (scanner.Current == '.' && !line && char.IsLetter(scanner.Peek(1)))
            throw scanner.Error($"expected ',' or the end of the value, got a member of it: {MongoScanner.Beyond}", scanner.At);
        scanner.At = end;
        return value;
    }

    /// <summary>Values between parentheses; the opening one stands here.</summary>
    public List<BsonValue> Arguments()
    {
        scanner.Expect('(', "before the arguments");
        var values = new List<BsonValue>();
        while (!scanner.Take(')'))
        {
            values.Add(Read());
            if (scanner.Take(',')) continue;
            scanner.Expect(')', "or ',' after an argument");
            break;
        }

        return values;
    }

    private BsonValue One()
    {
        var start = scanner.At;
        switch (scanner.Current)
        {
            case '{':
                return Document();
            case '[':
                return Array();
            case '"' or '\'':
                return scanner.Quoted();
            case '`':
                throw scanner.Error("expected a string in single or double quotes, got a template: put a C# variable into it in a C# cell, and bind that with $name", start);
            case '/':
                return Regex();
            case '$':
                return Variable();
            case '(':
                throw scanner.Error($"expected a value, got '(': {MongoScanner.Beyond}", start);
            case '-' or '+' or '.' or (>= '0' and <= '9'):
                return Number();
            default:
                return Word(start);
        }
    }

    private BsonDocument Document()
    {
        Enter();
        var document = new BsonDocument();
        while (!scanner.Take('}'))
        {
            var name = Key();
            scanner.Space();
            if (scanner.Current is ',' or '}') throw scanner.Error($"expected ': value' after {name}: {MongoScanner.Beyond}, so {{{name}}} can't stand for a variable; say {name}: ${name}", scanner.At);
            if (scanner.Current == '(') throw scanner.Error($"expected ': value' after {name}, got a function: {MongoScanner.Beyond}", scanner.At);
            scanner.Expect(':', $"after {name}");
            // As in JavaScript, of two fields with one name the last counts, in the first one's place.
            document[name] = Read();
            if (scanner.Take(',')) continue;
            scanner.Expect('}', "or ',' after a field");
            break;
        }

        depth--;
        return document;
    }

    private string Key()
    {
        scanner.Space();
        var start = scanner.At;
        if (scanner.Current is '"' or '\'') return scanner.Quoted();
        if (scanner.Current == '[') throw scanner.Error($"expected a field name, got a computed one: {MongoScanner.Beyond}", start);
        if (scanner.Current == '.') throw scanner.Error($"expected a field name, got a spread: {MongoScanner.Beyond}", start);
        while (char.IsDigit(scanner.Current)) scanner.At++;
        if (scanner.At > start) return scanner.Slice(start);
        var name = scanner.Name();
        if (name.Length == 0) throw scanner.Error($"expected a field name or '}}', got {scanner.Found()}", start);
        if (scanner.Current == '.') throw scanner.Error($"expected ':' after {name}: a path with a dot stands in quotes, as in '{name}.x'", scanner.At);
        return name;
    }

    private BsonArray Array()
    {
        Enter();
        var array = new BsonArray();
        while (!scanner.Take(']'))
        {
            if (scanner.Current == '.') throw scanner.Error($"expected a value, got a spread: {MongoScanner.Beyond}", scanner.At);
            array.Add(Read());
            if (scanner.Take(',')) continue;
            scanner.Expect(']', "or ',' after an item");
            break;
        }

        depth--;
        return array;
    }

    private void Enter()
    {
        if (++depth > MostLevels) throw scanner.Error($"expected at most {MostLevels} levels of documents and arrays", scanner.At);
        scanner.At++;
    }

    private BsonValue Regex()
    {
        var start = scanner.At++;
        for (var inClass = false; ; scanner.At++)
        {
            if (scanner.IsAtEnd || scanner.Current == '\n') throw scanner.Error("expected / that ends the regular expression", start);
            if (scanner.Current == '\\') scanner.At++;
            else if (scanner.Current == '[') inClass = true;
            else if (scanner.Current == ']') inClass = false;
            else if (scanner.Current == '/' && !inClass) break;
        }

        var pattern = scanner.Slice(start + 1);
        scanner.At++;
        var options = scanner.Name();
        return pattern.Length == 0 ? throw scanner.Error("expected a regular expression between the slashes", start) : MongoConstructors.Regex(pattern, options, message => scanner.Error(message, start));
    }

    private BsonValue Variable()
    {
        var start = scanner.At++;
        var name = scanner.Name();
        if (name.Length == 0 || name[0] == '$') throw scanner.Error("expected the name of a C# variable after $", start);
        try
        {
            var value = variable(name);
            return value ?? throw scanner.Error($"there is no C# variable {name}: run the cell that declares it, or quote it if a field or operator is meant: '${name}'", start, "UnknownVariable");
        }
        catch (NotSupportedException e)
        {
            throw scanner.Error(e.Message, start, "UnknownType");
        }
    }

    private BsonValue Number()
    {
        var start = scanner.At;
        var negative = scanner.Current == '-';
        if (scanner.Current is '-' or '+') scanner.At++;
        scanner.Space();
        var digits = scanner.At;
        if (char.IsLetter(scanner.Current))
        {
            var name = scanner.Name();
            if (name == "Infinity") return negative ? double.NegativeInfinity : double.PositiveInfinity;
            throw scanner.Error($"expected a number after the sign, got {name}: {MongoScanner.Beyond}", digits);
        }

        if (scanner.Current == '0' && scanner.Peek(1) is 'x' or 'X')
        {
            scanner.At += 2;
            var hex = scanner.Name();
            if (hex.Length == 0) while (char.IsAsciiHexDigit(scanner.Current)) scanner.At++;
            return long.TryParse(scanner.Slice(digits + 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value)
                ? AsJavaScript(negative ? -value : value)
                : throw scanner.Error("expected a hexadecimal number of up to 64 bits", start);
        }

        while (char.IsAsciiDigit(scanner.Current) || scanner.Current == '.') scanner.At++;
        if (scanner.Current is 'e' or 'E')
        {
            scanner.At++;
            if (scanner.Current is '-' or '+') scanner.At++;
            while (char.IsAsciiDigit(scanner.Current)) scanner.At++;
        }

        if (char.IsLetter(scanner.Current) || !double.TryParse(scanner.Slice(digits), NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var number))
            throw scanner.Error($"expected a number, got {scanner.Slice(start)}{(scanner.IsAtEnd ? "" : scanner.Current)}", start);
        return AsJavaScript(negative ? -number : number);
    }

    // JavaScript has one type of number; what is whole and small enough is stored as an int, as mongosh does.
    private static BsonValue AsJavaScript(double number) =>
        number is >= int.MinValue and <= int.MaxValue && Math.Floor(number) == number && !(number == 0 && double.IsNegative(number)) ? new BsonInt32((int)number) : new BsonDouble(number);

    private BsonValue Word(int start)
    {
        var name = scanner.Name();
        switch (name)
        {
            case "true":
                return BsonBoolean.True;
            case "false":
                return BsonBoolean.False;
            case "null":
                return BsonNull.Value;
            case "NaN":
                return double.NaN;
            case "Infinity":
                return double.PositiveInfinity;
            case "undefined":
                throw scanner.Error("expected a value, got undefined: leave the field out, or say null", start);
            case "":
                throw scanner.Error($"expected a value, got {scanner.Found()}", start);
        }

        if (Words.Contains(name)) throw scanner.Error($"expected a value, got {name}: {MongoScanner.Beyond}", start);
        var isNew = name == "new";
        if (isNew)
        {
            scanner.Space();
            name = scanner.Name();
        }

        if (!MongoConstructors.Exists(name)) throw scanner.Error(Unknown(name, isNew), start);
        scanner.Space();
        var arguments = scanner.Current == '(' ? Arguments() : isNew || name is "MinKey" or "MaxKey" ? [] : throw scanner.Error($"expected {name}(…)", start);
        if (name == "Date" && !isNew) throw scanner.Error("expected new Date(…): without new it is a text in JavaScript", start);
        return MongoConstructors.Make(name, arguments, message => scanner.Error(message, start));
    }

    private string Unknown(string name, bool isNew)
    {
        scanner.Space();
        return scanner.Current switch
        {
            '=' when scanner.Peek(1) == '>' => $"expected a value, got a function: {MongoScanner.Beyond}",
            '(' => $"expected one of {string.Join(", ", MongoConstructors.Names)}, got {name}(…)",
            _ when isNew => $"expected one of {string.Join(", ", MongoConstructors.Names)} after new, got {name}",
            _ => $"expected a value, got {name}: a text stands in quotes, and a C# variable is ${name}",
        };
    }
}
