using System.Globalization;
using System.Text;
using StorageCourse.Host;

namespace StorageCourse.Stores.Redis;

/// <summary>A command of a cell: its arguments as they were written.</summary>
/// <param name="Line">The line in which it begins, counted from 1.</param>
/// <param name="Arguments">At least one.</param>
/// <param name="Source">The text.</param>
internal sealed record RedisCommandLine(int Line, IReadOnlyList<RedisArgument> Arguments, string Source)
{
    /// <summary>The command's name in upper case.</summary>
    public string Name => Arguments[0].Text.ToUpperInvariant();

    /// <summary>An argument in upper case; "" where there is none.</summary>
    public string Word(int index) => index < Arguments.Count ? Arguments[index].Text.ToUpperInvariant() : "";
}

/// <summary>One argument.</summary>
/// <param name="Bytes">What it stands for, quotes and escapes undone.</param>
/// <param name="IsQuoted">Whether it stood in quotes: then a $ is only a $.</param>
/// <param name="Column">Where it begins in its line, counted from 1.</param>
/// <param name="Line">Its line, counted from 1.</param>
internal sealed record RedisArgument(byte[] Bytes, bool IsQuoted, int Line, int Column)
{
    public string Text => Encoding.UTF8.GetString(Bytes);

    /// <summary>The C# variable that it names, or null.</summary>
    public string? Variable => !IsQuoted && Bytes.Length > 1 && Bytes[0] == '$' && Sql.SqlLexer.IsWordStart((char)Bytes[1]) && Text.Skip(1).All(c => Sql.SqlLexer.IsWordPart(c) && c != '$')
        ? Text[1..]
        : null;
}

/// <summary>
/// Reads a cell by redis-cli's rules (sdssplitargs): a command a line; "…" knows \n \r \t \b \a \\ \" and \xHH, '…' knows \' alone;
/// a closing quote ends the argument. Beyond redis-cli: a quoted argument may span lines, and a line that begins with # or // is a comment.
/// </summary>
internal static class RedisSyntax
{
    /// <exception cref="CellException">A quote is not closed, or something follows a closing quote.</exception>
    public static IReadOnlyList<RedisCommandLine> Read(string text)
    {
        var commands = new List<RedisCommandLine>();
        var cursor = new Cursor(text);
        while (true)
        {
            cursor.SkipBlanks(alsoLineBreaks: true);
            if (cursor.IsAtEnd) return commands;
            if (cursor.Current == '#' || cursor.StartsWith("//"))
            {
                cursor.SkipLine();
                continue;
            }

            var (line, start) = (cursor.Line, cursor.At);
            var arguments = new List<RedisArgument>();
            while (!cursor.IsAtEnd && cursor.Current != '\n')
            {
                arguments.Add(Argument(ref cursor));
                cursor.SkipBlanks(alsoLineBreaks: false);
            }

            commands.Add(new(line, arguments, text[start..cursor.At].TrimEnd()));
        }
    }

    /// <summary>Writes bytes so that <see cref="Read"/>, and redis-cli, read them back; text stays readable.</summary>
    public static string Quote(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder("\"");
        while (bytes.Length > 0)
        {
            if (Rune.DecodeFromUtf8(bytes, out var rune, out var length) != System.Buffers.OperationStatus.Done)
            {
                text.Append(CultureInfo.InvariantCulture, $"\\x{bytes[0]:x2}");
                bytes = bytes[1..];
                continue;
            }

            text.Append(rune.Value switch
            {
                '"' => "\\\"",
                '\\' => "\\\\",
                '\n' => "\\n",
                '\r' => "\\r",
                '\t' => "\\t",
                '\a' => "\\a",
                '\b' => "\\b",
                < 32 or 127 => string.Create(CultureInfo.InvariantCulture, $"\\x{rune.Value:x2}"),
                _ => rune.ToString(),
            });
            bytes = bytes[length..];
        }

        return text.Append('"').ToString();
    }

    private static RedisArgument Argument(ref Cursor cursor)
    {
        var (line, column, quoted) = (cursor.Line, cursor.Column, false);
        var bytes = new List<byte>();
        while (!cursor.IsAtEnd && !char.IsWhiteSpace(cursor.Current))
        {
            if (cursor.Current is not ('"' or '\''))
            {
                Append(bytes, cursor.Take());
                continue;
            }

            quoted = true;
            var quote = cursor.Take()[0];
            while (true)
            {
                if (cursor.IsAtEnd) throw new CellException("SyntaxError", $"expected a closing {quote} for the argument that begins here, but the cell ends", line, column);
                if (cursor.Current == quote) break;
                if (cursor.Current == '\\' && quote == '"') Escape(ref cursor, bytes);
                else if (cursor.StartsWith("\\'") && quote == '\'')
                {
                    cursor.Take();
                    Append(bytes, cursor.Take());
                }
                else Append(bytes, cursor.Take());
            }

            cursor.Take();
            if (!cursor.IsAtEnd && !char.IsWhiteSpace(cursor.Current))
            {
                throw new CellException(
                    "SyntaxError", $"expected a blank after the closing {quote}, got {cursor.Current}; a {quote} within is written \\{quote}", cursor.Line, cursor.Column);
            }
        }

        return new([.. bytes], quoted, line, column);
    }

    private static void Escape(ref Cursor cursor, List<byte> bytes)
    {
        cursor.Take();
        if (cursor.IsAtEnd) return;
        var c = cursor.Take();
        if (c == "x" && cursor.Hex() is { } value)
        {
            bytes.Add(value);
            return;
        }

        Append(bytes, c switch { "n" => "\n", "r" => "\r", "t" => "\t", "b" => "\b", "a" => "\a", _ => c });
    }

    private static void Append(List<byte> bytes, string text) => bytes.AddRange(Encoding.UTF8.GetBytes(text));

    private struct Cursor(string text)
    {
        private int lineStart;

        public int At { get; private set; }

        public int Line { get; private set; } = 1;

        public readonly int Column => At - lineStart + 1;

        public readonly bool IsAtEnd => At >= text.Length;

        public readonly char Current => text[At];

        public readonly bool StartsWith(string word) => string.CompareOrdinal(text, At, word, 0, word.Length) == 0;

        /// <summary>The next character, a surrogate pair as a whole.</summary>
        public string Take()
        {
            var length = char.IsHighSurrogate(text[At]) && At + 1 < text.Length && char.IsLowSurrogate(text[At + 1]) ? 2 : 1;
            var taken = text.Substring(At, length);
            At += length;
            if (taken == "\n") (Line, lineStart) = (Line + 1, At);
            return taken;
        }

        public byte? Hex()
        {
            if (At + 2 > text.Length || !byte.TryParse(text.AsSpan(At, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value)) return null;
            At += 2;
            return value;
        }

        public void SkipBlanks(bool alsoLineBreaks)
        {
            while (!IsAtEnd && char.IsWhiteSpace(Current) && (alsoLineBreaks || Current != '\n')) Take();
        }

        public void SkipLine()
        {
            while (!IsAtEnd && Current != '\n') Take();
        }
    }
}
