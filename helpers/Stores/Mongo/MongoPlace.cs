namespace StorageCourse.Stores.Mongo;

/// <summary>What a position in a cell is for.</summary>
internal enum MongoPlaceKind
{
    /// <summary>Nothing can be offered: a comment, a number.</summary>
    None,

    /// <summary>The beginning of a statement.</summary>
    Statement,

    /// <summary>After show.</summary>
    Show,

    /// <summary>After use.</summary>
    Use,

    /// <summary>After a dot.</summary>
    Member,

    /// <summary>The name of a field or operator.</summary>
    Key,

    /// <summary>A value.</summary>
    Value,

    /// <summary>A text in quotes that is a value.</summary>
    Text,
}

/// <summary>A position in a cell that may be half written.</summary>
/// <param name="Kind">What it is for.</param>
/// <param name="Start">Where the word at the position begins.</param>
/// <param name="Chain">The names after <c>db</c>, as in [orders, find]; calls end with "()".</param>
/// <param name="Method">The method in whose parentheses it is; or "".</param>
/// <param name="Argument">The argument's position, from 0.</param>
/// <param name="Keys">The names of the fields around it, the outermost first.</param>
/// <param name="Brackets">The brackets open between the method and here, as in "[{".</param>
internal sealed record MongoPlace(MongoPlaceKind Kind, int Start, IReadOnlyList<string> Chain, string Method, int Argument, IReadOnlyList<string> Keys, string Brackets)
{
    /// <summary>The collection that the chain begins with; null where that is the database.</summary>
    public string? Collection
    {
        get
        {
            var names = Chain.TakeWhile(name => !name.EndsWith(')')).ToList();
            return names.Count == 0 ? null : string.Join('.', names);
        }
    }

    /// <summary>Reads a cell up to a position.</summary>
    public static MongoPlace Of(string text, int position)
    {
        var chain = new List<string>();
        var frames = new Stack<Frame>();
        var (first, isMember, at, word) = ("", false, 0, position);
        while (at < position)
        {
            var c = text[at];
            if (c == '/' && at + 1 < text.Length && text[at + 1] is '/' or '*')
            {
                var end = text[at + 1] == '/' ? text.IndexOf('\n', at) : text.IndexOf("*/", at + 2, StringComparison.Ordinal) + 2;
                if (end < 2 || end > position) return Nothing(position);
                at = end;
            }
            else if (c is '"' or '\'')
            {
                var start = ++at;
                while (at < position && text[at] != c) at += text[at] == '\\' ? 2 : 1;
                if (at >= position) return Place(frames.TryPeek(out var around) && around.IsKey ? MongoPlaceKind.Key : MongoPlaceKind.Text, start);
                if (frames.TryPeek(out var frame) && frame.IsKey) frame.Key = text[start..at];
                at++;
            }
            else if (char.IsLetterOrDigit(c) || c is '_' or '$')
            {
                word = at;
                while (at < position && (char.IsLetterOrDigit(text[at]) || text[at] is '_' or '$')) at++;
                var name = text[word..at];
                if (at == position) return Place(frames.TryPeek(out var around) ? around.IsKey ? MongoPlaceKind.Key : MongoPlaceKind.Value : Outside(), word);
                if (frames.TryPeek(out var frame))
                {
                    if (frame.IsKey) frame.Key = name;
                }
                else if (isMember)
                {
                    chain.Add(name);
                }
                else
                {
                    first = first.Length == 0 ? name : "?";
                }

                isMember = false;
            }
            else
            {
                Punctuation(c);
                at++;
            }
        }

        return Place(frames.TryPeek(out var last) ? last.IsKey ? MongoPlaceKind.Key : MongoPlaceKind.Value : Outside(), position);

        void Punctuation(char c)
        {
            switch (c)
            {
                case '.' when frames.Count == 0:
                    isMember = true;
                    break;
                case '(' or '{' or '[':
                    var method = c == '(' && frames.Count == 0 && chain.Count > 0 ? chain[^1] : "";
                    if (method.Length > 0) chain[^1] += "()";
                    frames.Push(new(c, method));
                    break;
                case ')' or '}' or ']':
                    frames.TryPop(out _);
                    break;
                case ':' when frames.TryPeek(out var frame):
                    frame.IsKey = false;
                    break;
                case ',' when frames.TryPeek(out var frame):
                    frame.IsKey = frame.Open == '{';
                    frame.Index++;
                    break;
                case ';' or '\n' when frames.Count == 0:
                    // A chain goes on in the next line where that begins with a dot.
                    if (c == '\n' && text.AsSpan(at).TrimStart().StartsWith(".")) break;
                    chain.Clear();
                    first = "";
                    isMember = false;
                    break;
            }
        }

        MongoPlaceKind Outside() => isMember ? MongoPlaceKind.Member : first switch { "" => MongoPlaceKind.Statement, "show" => MongoPlaceKind.Show, "use" => MongoPlaceKind.Use, _ => MongoPlaceKind.None };

        MongoPlace Place(MongoPlaceKind kind, int start)
        {
            var outer = frames.Reverse().ToList();
            return new(kind, start, chain, outer.Count > 0 ? outer[0].Method : "", outer.Count > 0 ? outer[0].Index : 0,
                [.. outer.Where(frame => frame.Open == '{' && !frame.IsKey).Select(frame => frame.Key)], string.Concat(outer.Skip(1).Select(frame => frame.Open)));
        }
    }

    private static MongoPlace Nothing(int position) => new(MongoPlaceKind.None, position, [], "", 0, [], "");

    private sealed class Frame(char open, string method)
    {
        public char Open => open;

        public string Method => method;

        public string Key { get; set; } = "";

        public bool IsKey { get; set; } = open == '{';

        public int Index { get; set; }
    }
}
