using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using StorageCourse.Docstore.Authentication;
using StorageCourse.Docstore.Bson;

namespace StorageCourse.Tests.Docstore.Client;

/// <summary>The client's side of one SCRAM-SHA-256 exchange (RFC 5802, section 5). The password never travels.</summary>
internal sealed class ScramClientConversation(string user, string password)
{
    private const int LeastIterations = 4096;
    private readonly string nonce = Scram.NewNonce();
    private string expectedSignature = "";

    private string First => $"n={Scram.EscapeName(user)},r={nonce}";

    public byte[] Start() => Encoding.UTF8.GetBytes(Scram.Gs2Header + First);

    /// <summary>Answers the server's salt with the proof.</summary>
    /// <exception cref="MongoError">AuthenticationFailed: the server doesn't keep to the protocol.</exception>
    public byte[] Prove(byte[] serverFirst)
    {
        var message = Encoding.UTF8.GetString(serverFirst);
        if (Scram.Attributes(message) is not { } attributes
            || !attributes.TryGetValue('r', out var bothNonces) || !bothNonces.StartsWith(nonce, StringComparison.Ordinal) || bothNonces.Length == nonce.Length
            || !attributes.TryGetValue('s', out var salt)
            || !int.TryParse(attributes.GetValueOrDefault('i'), NumberStyles.None, CultureInfo.InvariantCulture, out var iterations))
            throw MongoError.AuthenticationFailed("expected SCRAM's server-first-message r=NONCE,s=SALT,i=ITERATIONS with this client's nonce");
        if (iterations < LeastIterations) throw MongoError.AuthenticationFailed($"expected at least {LeastIterations} iterations, got {iterations}: a server that asks for less makes the password easier to guess");

        var salted = Salted(password, salt, iterations);
        var clientKey = Scram.ClientKey(salted);
        var withoutProof = $"c={Scram.EncodedGs2Header},r={bothNonces}";
        var authMessage = $"{First},{message},{withoutProof}";
        expectedSignature = Convert.ToBase64String(Scram.Sign(Scram.ServerKey(salted), authMessage));
        var proof = Scram.Xor(clientKey, Scram.Sign(SHA256.HashData(clientKey), authMessage));
        return Encoding.UTF8.GetBytes($"{withoutProof},p={Convert.ToBase64String(proof)}");
    }

    /// <summary>Checks that the server knows the password, too.</summary>
    /// <exception cref="MongoError">AuthenticationFailed: it doesn't.</exception>
    public void Verify(byte[] serverFinal)
    {
        if (Encoding.UTF8.GetString(serverFinal) != $"v={expectedSignature}")
            throw MongoError.AuthenticationFailed("the server has not proved that it knows the password: it may be another one than it says");
    }

    private static byte[] Salted(string password, string salt, int iterations)
    {
        try
        {
            return Scram.SaltedPassword(SaslPrep.Prepare(password), Convert.FromBase64String(salt), iterations);
        }
        catch (FormatException error)
        {
            throw new MongoError(18, "AuthenticationFailed", $"expected SCRAM's salt in Base64: {error.Message}");
        }
    }
}
