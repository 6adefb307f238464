using System.Globalization;
using System.Text;

namespace StorageCourse.Docstore.Authentication;

/// <summary>SASLprep (RFC 4013): passwords that look alike are made alike before they are hashed.</summary>
internal static class SaslPrep
{
    /// <summary>Maps, normalizes (NFKC) and checks a password.</summary>
    /// <exception cref="ArgumentException">It has a character that SASLprep prohibits; the message doesn't repeat it.</exception>
    public static string Prepare(string password)
    {
        var mapped = new StringBuilder(password.Length);
        foreach (var character in password)
            if (!IsMappedToNothing(character))
                mapped.Append(IsSpace(character) ? ' ' : character);
        var prepared = mapped.ToString();
        try
        {
            prepared = prepared.Normalize(NormalizationForm.FormKC);
        }
        catch (ArgumentException error)
        {
            throw new ArgumentException("expected a password of whole Unicode characters, got half of a surrogate pair", nameof(password), error);
        }

        foreach (var rune in prepared.EnumerateRunes())
            if (IsProhibited(rune))
                throw new ArgumentException("expected a password without control characters, private characters and non-characters (RFC 4013, section 2.3)", nameof(password));
        return prepared;
    }

    /// <summary>RFC 3454, table C.1.2: spaces that are not U+0020.</summary>
    private static bool IsSpace(char character) => character is '\u00a0' or '\u1680' or (>= '\u2000' and <= '\u200a') or '\u202f' or '\u205f' or '\u3000';

    /// <summary>RFC 3454, table B.1: soft hyphen, joiners, variation selectors, the byte order mark; and U+200B, which table C.1.2 has as well.</summary>
    private static bool IsMappedToNothing(char character) =>
        character is '\u00ad' or '\u034f' or '\u1806' or (>= '\u180b' and <= '\u180d') or (>= '\u200b' and <= '\u200d') or '\u2060' or (>= '\ufe00' and <= '\ufe0f') or '\ufeff';

    /// <summary>RFC 3454, tables C.2 to C.9.</summary>
    private static bool IsProhibited(Rune rune) => rune.Value is
        < 0x20 or (>= 0x7f and <= 0x9f) or 0x06dd or 0x070f or 0x180e or 0x2028 or 0x2029 or (>= 0x2061 and <= 0x2063) or (>= 0x206a and <= 0x206f)
        or (>= 0x2ff0 and <= 0x2ffb) or 0x0340 or 0x0341 or 0x200e or 0x200f or (>= 0x202a and <= 0x202e) or (>= 0xfff9 and <= 0xfffd)
        or (>= 0xfdd0 and <= 0xfdef) or (>= 0x1d173 and <= 0x1d17a) or 0xe0001 or (>= 0xe0020 and <= 0xe007f)
        || (rune.Value & 0xfffe) == 0xfffe
        || Rune.GetUnicodeCategory(rune) is UnicodeCategory.PrivateUse;
}
