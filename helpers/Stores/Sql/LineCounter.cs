namespace StorageCourse.Stores.Sql;

/// <summary>Lines and columns of positions in a text, both counted from 1.</summary>
internal sealed class LineCounter(string text)
{
    public int LineAt(int position) => text.AsSpan(0, position).Count('\n') + 1;

    public int ColumnAt(int position) => position - (position == 0 ? 0 : text.LastIndexOf('\n', position - 1) + 1) + 1;

    /// <summary>Where the text of a line begins, behind its indentation; the text's end where there is no such line.</summary>
    public static int StartOf(string text, int line)
    {
        var at = 0;
        for (; line > 1; line--)
        {
            var end = text.IndexOf('\n', at);
            if (end < 0) return text.Length;
            at = end + 1;
        }

        while (at < text.Length && text[at] is ' ' or '\t') at++;
        return at;
    }

    /// <summary>The whole line in which a position lies.</summary>
    public string LineTextAt(int position)
    {
        var start = position - ColumnAt(position) + 1;
        var end = text.IndexOf('\n', position);
        return text[start..(end < 0 ? text.Length : end)].TrimEnd('\r');
    }
}
