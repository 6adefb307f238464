using System.Text;
using StorageCourse.Host;

namespace StorageCourse.Engine.Magics;

/// <summary>A stretch of a cell: a magic's line, or text in one language.</summary>
internal abstract record CellPart(int FirstLine);

/// <summary>A magic and what follows it on its line.</summary>
internal sealed record MagicPart(IMagic Magic, IReadOnlyList<string> Arguments, IReadOnlyDictionary<string, string> Options, int FirstLine) : CellPart(FirstLine);

/// <summary>Text in a cell language; <see cref="Language"/> null stands for C#.</summary>
internal sealed record TextPart(ICellLanguage? Language, IReadOnlyDictionary<string, string> Options, string Text, int FirstLine) : CellPart(FirstLine);

/// <summary>A name that nobody knows, below a magic that may skip it.</summary>
internal sealed record UnknownPart(CellException Error, int FirstLine) : CellPart(FirstLine);

/// <summary>Splits a cell at its <c>#!</c> lines.</summary>
internal static class CellParser
{
    private static readonly IReadOnlyDictionary<string, string> NoOptions = new Dictionary<string, string>();

    /// <summary>The parts in order. A magic in the middle of a language's text ends that text; the language goes on after it.</summary>
    /// <exception cref="CellException">A name or option that nobody knows; the message lists those that are.</exception>
    public static IReadOnlyList<CellPart> Parse(string code, CellRegistry registry)
    {
        var parts = new List<CellPart>();
        var text = new StringBuilder();
        ICellLanguage? language = null;
        var options = NoOptions;
        var textStart = 1;
        // Since the line that chose the language no text of it was passed on.
        var isNew = false;
        var lines = code.Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            var line = lines[i].TrimEnd('\r');
            if (!IsMagic(line))
            {
                text.Append(line).Append('\n');
                continue;
            }

            var words = Words(line, i + 1);
            var name = words[0].Text[2..];
            if (CellRegistry.IsCSharp(name) || registry.FindLanguage(name) is not null)
            {
                EndText(isLanguageOver: true);
                language = registry.FindLanguage(name);
                (var superfluous, options) = Options(words, language?.Options ?? [], $"#!{name}", i + 1);
                if (superfluous.Count > 0)
                    throw new CellException("Usage", $"expected nothing but options after #!{name}, got '{superfluous[0]}'; the text of the cell begins on the next line", i + 1);
                isNew = true;
            }
            else if (registry.FindMagic(name) is { } magic)
            {
                EndText(isLanguageOver: false);
                var (arguments, magicOptions) = Options(words, magic.Options, $"#!{name}", i + 1);
                if (!magic.TakesArguments && arguments.Count > 0)
                    throw new CellException("Usage", $"expected {(magic.Options.Count > 0 ? "nothing but options" : "nothing")} after #!{name}, got '{arguments[0]}'", i + 1);
                parts.Add(new MagicPart(magic, arguments, magicOptions, i + 1));
            }
            else
            {
                // A cell for another engine begins with #!requires and may then say what only that engine knows.
                if (!parts.OfType<MagicPart>().Any(part => part.Magic is RequiresMagic)) throw Unknown(name, registry, i + 1);
                EndText(isLanguageOver: false);
                parts.Add(new UnknownPart(Unknown(name, registry, i + 1), i + 1));
            }

            textStart = i + 2;
        }

        EndText(isLanguageOver: true);
        return parts;

        void EndText(bool isLanguageOver)
        {
            // An empty C# text is nothing; a language with options and no text may still mean something.
            var isEmpty = text.ToString().AsSpan().IsWhiteSpace();
            if (!isEmpty || (isLanguageOver && isNew && language is not null))
            {
                parts.Add(new TextPart(language, options, isEmpty ? "" : text.ToString(0, text.Length - 1), textStart));
                isNew = false;
            }

            text.Clear();
        }
    }

    /// <summary>A line is a magic if it begins with #! and a letter; "#!/bin/sh" is not.</summary>
    private static bool IsMagic(string line) => line.Length > 2 && line.StartsWith("#!", StringComparison.Ordinal) && char.IsAsciiLetter(line[2]);

    private static (IReadOnlyList<string> Arguments, IReadOnlyDictionary<string, string> Options) Options(
        List<Word> words, IReadOnlyList<CellOption> known, string name, int line)
    {
        var arguments = new List<string>();
        var options = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 1; i < words.Count; i++)
        {
            var word = words[i];
            if (word.Quoted || !word.Text.StartsWith('-') || word.Text.Length == 1)
            {
                arguments.Add(word.Text);
                continue;
            }

            var option = known.FirstOrDefault(option => option.Name == word.Text) ?? throw new CellException("UnknownOption",
                $"expected an option of {name} ({(known.Count == 0 ? "it has none" : string.Join(", ", known.Select(option => option.Name)))}), got {word.Text}", line);
            if (!option.TakesValue) options[option.Name] = "";
            else if (i + 1 < words.Count) options[option.Name] = words[++i].Text;
            else throw new CellException("MissingValue", $"expected a value after {option.Name}: {option.Description}", line);
        }

        return (arguments, options);
    }

    private static List<Word> Words(string line, int lineNumber)
    {
        var words = new List<Word>();
        for (var i = 0; i < line.Length;)
        {
            if (char.IsWhiteSpace(line[i]))
            {
                i++;
            }
            else if (line[i] is '"' or '\'')
            {
                var end = line.IndexOf(line[i], i + 1);
                if (end < 0) throw new CellException("SyntaxError", $"expected a closing {line[i]}", lineNumber, i + 1);
                words.Add(new Word(line[(i + 1)..end], Quoted: true));
                i = end + 1;
            }
            else
            {
                var end = i;
                while (end < line.Length && !char.IsWhiteSpace(line[end])) end++;
                words.Add(new Word(line[i..end], Quoted: false));
                i = end;
            }
        }

        return words;
    }

    private static CellException Unknown(string name, CellRegistry registry, int line)
    {
        var languages = registry.Languages.Select(language => "#!" + language.Name).Prepend("#!csharp");
        var magics = registry.Magics.Select(magic => "#!" + magic.Name);
        var setup = registry.FindRequirement("store") is null ? "; the languages of the stores come with the first cell, #!import ../helpers/setup.csx" : "";
        return new CellException("UnknownMagic",
            $"expected one of the languages {string.Join(' ', languages)} or magics {string.Join(' ', magics)}, got #!{name}{setup}", line, 1);
    }

    private readonly record struct Word(string Text, bool Quoted);
}
