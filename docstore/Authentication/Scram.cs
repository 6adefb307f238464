using System.Security.Cryptography;
using System.Text;

namespace StorageCourse.Docstore.Authentication;

/// <summary>The arithmetic of SCRAM-SHA-256 (RFC 5802, section 3; RFC 7677), which both sides share.</summary>
internal static class Scram
{
    /// <summary>"n,,": no channel binding, no authorization identity; and how the last message of the client repeats it, in Base64.</summary>
    public const string Gs2Header = "n,,";

    /// <summary>Base64 of <see cref="Gs2Header"/>.</summary>
    public const string EncodedGs2Header = "biws";

    /// <summary>Random text for a nonce: 192 bits in Base64, which has no comma.</summary>
    public static string NewNonce() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(24));

    /// <summary>What a password becomes with salt and iterations: slow on purpose.</summary>
    public static byte[] SaltedPassword(string preparedPassword, ReadOnlySpan<byte> salt, int iterations) =>
        Rfc2898DeriveBytes.Pbkdf2(Encoding.UTF8.GetBytes(preparedPassword), salt, iterations, HashAlgorithmName.SHA256, 32);

    public static byte[] ClientKey(byte[] saltedPassword) => HMACSHA256.HashData(saltedPassword, "Client Key"u8);

    public static byte[] ServerKey(byte[] saltedPassword) => HMACSHA256.HashData(saltedPassword, "Server Key"u8);

    public static byte[] Sign(byte[] key, string message) => HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(message));

    public static byte[] Xor(byte[] left, byte[] right)
    {
        var result = new byte[left.Length];
        for (var i = 0; i < result.Length; i++) result[i] = (byte)(left[i] ^ right[i]);
        return result;
    }

    /// <summary>In a user's name, a comma is "=2C" and an equals sign "=3D".</summary>
    public static string EscapeName(string name) => name.Replace("=", "=3D", StringComparison.Ordinal).Replace(",", "=2C", StringComparison.Ordinal);

    public static string UnescapeName(string name) => name.Replace("=2C", ",", StringComparison.Ordinal).Replace("=3D", "=", StringComparison.Ordinal);

    /// <summary>The attributes of a message: "r=…,s=…,i=…" by their letters; null where it has another form.</summary>
    public static Dictionary<char, string>? Attributes(string message)
    {
        var attributes = new Dictionary<char, string>();
        foreach (var part in message.Split(','))
            if (part.Length < 2 || part[1] != '=' || !attributes.TryAdd(part[0], part[2..]))
                return null;
        return attributes;
    }
}
