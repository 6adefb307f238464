using System.Globalization;
using System.Text;
using StorageCourse.Host;

namespace StorageCourse.Stores.Mongo;

/// <summary>Walks through a cell's text: what JavaScript calls white space, comments, names and strings.</summary>
internal sealed class MongoScanner(string text)
{
    public const string Beyond = "a #!mongo cell knows mongosh's commands (db.…, show …, use …) with their arguments; loops, functions, variables and arithmetic belong in a C# cell";

    /// <summary>Where it stands, in characters from the start.</summary>
    public int At { get; set; }

    public bool IsAtEnd => At >= text.Length;

    /// <summary>The character here; NUL at the end.</summary>
    public char Current => At < text.Length ? text[At] : '\0';

    public char Peek(int ahead) => At + ahead < text.Length ? text[At + ahead] : '\0';

    public string Slice(int start) => text[start..At];

    /// <summary>Passes over white space and comments.</summary>
    /// <returns>Whether a line ended among them.</returns>
    public bool Space()
    {
        var line = false;
        while (At < text.Length)
        {
            if (char.IsWhiteSpace(text[At]) || text[At] == '\uFEFF')
            {
                line |= text[At] is '\n' or '\r';
                At++;
            }
            else if (Current == '/' && Peek(1) == '/')
            {
                while (At < text.Length && text[At] != '\n') At++;
            }
            else if (Current == '/' && Peek(1) == '*')
            {
                var end = text.IndexOf("*/", At + 2, StringComparison.Ordinal);
                if (end < 0) throw Error("expected */ that ends the comment", At);
                line |= text.AsSpan(At, end - At).Contains('\n');
                At = end + 2;
            }
            else
            {
                break;
            }
        }

        return line;
    }

    /// <summary>Takes a character if it comes next, after white space.</summary>
    public bool Take(char c)
    {
        Space();
        if (Current != c) return false;
        At++;
        return true;
    }

    /// <summary>Takes a character that must come next.</summary>
    public void Expect(char c, string what)
    {
        if (!Take(c)) throw Error($"expected '{c}' {what}, got {Found()}", At);
    }

    /// <summary>A name as JavaScript has it: letters, digits, _ and $; empty where none begins here.</summary>
    public string Name()
    {
        var start = At;
        if (char.IsDigit(Current)) return "";
        while (At < text.Length && (char.IsLetterOrDigit(text[At]) || text[At] is '_' or '$')) At++;
        return text[start..At];
    }

    /// <summary>A string in single or double quotes, which begins here.</summary>
    public string Quoted()
    {
        var (start, quote) = (At, Current);
        var value = new StringBuilder();
        for (At++; ;)
        {
            if (IsAtEnd || Current == '\n') throw Error($"expected a closing {quote}", start);
            var c = text[At++];
            if (c == quote) return value.ToString();
            if (c == '\\') Escape(value);
            else value.Append(c);
        }
    }

    /// <summary>What stands here, for a message.</summary>
    public string Found()
    {
        if (IsAtEnd) return "the end of the cell";
        var at = At;
        var name = Name();
        At = at;
        return name.Length > 0 ? name : Current == '\n' ? "the end of the line" : $"'{Current}'";
    }

    /// <summary>An error at a place of the text.</summary>
    public CellException Error(string message, int at, string name = "SyntaxError")
    {
        var (line, column) = Place(at);
        return new(name, message, line, column);
    }

    /// <summary>Line and column, counted from 1.</summary>
    public (int Line, int Column) Place(int at)
    {
        var before = text.AsSpan(0, Math.Min(at, text.Length));
        return (before.Count('\n') + 1, before.Length - before.LastIndexOf('\n'));
    }

    private void Escape(StringBuilder value)
    {
        var start = At - 1;
        if (IsAtEnd) throw Error("expected an escape", start);
        var c = text[At++];
        switch (c)
        {
            case 'n': value.Append('\n'); break;
            case 't': value.Append('\t'); break;
            case 'r': value.Append('\r'); break;
            case 'b': value.Append('\b'); break;
            case 'f': value.Append('\f'); break;
            case 'v': value.Append('\v'); break;
            case '0' when !char.IsDigit(Current): value.Append('\0'); break;
            // A line that goes on.
            case '\n': break;
            case 'x': value.Append((char)Hex(2, start)); break;
            case 'u' when Current == '{':
                At++;
                var end = text.IndexOf('}', At);
                if (end < 0 || end - At > 6 || end == At) throw Error("expected \\u{…} with one to six hexadecimal digits", start);
                var code = Hex(end - At, start);
                if (!Rune.IsValid(code)) throw Error($"expected a character of Unicode, got \\u{{{code:x}}}", start);
                value.Append(new Rune(code).ToString());
                At++;
                break;
            case 'u': value.Append((char)Hex(4, start)); break;
            default: value.Append(c); break;
        }
    }

    private int Hex(int digits, int start)
    {
        if (At + digits > text.Length || !int.TryParse(text.AsSpan(At, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code))
            throw Error($"expected {digits} hexadecimal digits", start);
        At += digits;
        return code;
    }
}
