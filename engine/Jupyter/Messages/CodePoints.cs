namespace StorageCourse.Engine.Jupyter.Messages;

/// <summary>Cursor positions: the protocol counts Unicode code points ("Messaging", section "Completion"), .NET counts UTF-16 units.</summary>
internal static class CodePoints
{
    /// <summary>From code points to UTF-16 units; a position beyond the end is the end.</summary>
    public static int ToUtf16(string text, int codePoints)
    {
        var position = 0;
        for (; codePoints > 0 && position < text.Length; codePoints--) position += Width(text, position);
        return position;
    }

    /// <summary>From UTF-16 units to code points.</summary>
    public static int FromUtf16(string text, int position)
    {
        var codePoints = 0;
        for (var i = 0; i < position && i < text.Length; i += Width(text, i)) codePoints++;
        return codePoints;
    }

    private static int Width(string text, int position) =>
        char.IsHighSurrogate(text[position]) && position + 1 < text.Length && char.IsLowSurrogate(text[position + 1]) ? 2 : 1;
}
