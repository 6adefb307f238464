using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using StorageCourse.Docstore.Bson;

namespace StorageCourse.Docstore.Authentication;

/// <summary>The server's side of one SCRAM-SHA-256 exchange (RFC 5802, section 5).</summary>
/// <param name="credential">The one user.</param>
/// <param name="isRightDatabase">Whether the client named the database where the user is.</param>
/// <param name="skipsEmptyExchange">Without it, MongoDB's clients expect an empty exchange after the last message.</param>
internal sealed class ScramServerConversation(ScramCredential credential, bool isRightDatabase, bool skipsEmptyExchange)
{
    private string clientFirst = "";
    private string serverFirst = "";
    private string nonce = "";
    private bool isKnownUser;

    public string User => credential.User;

    /// <summary>Whether the client has proved that it knows the password.</summary>
    public bool IsAuthenticated { get; private set; }

    /// <summary>Whether nothing more is to be said.</summary>
    public bool IsDone { get; private set; }

    /// <summary>Takes "n,,n=user,r=nonce" and answers "r=nonce…,s=salt,i=iterations".</summary>
    /// <exception cref="MongoError">ProtocolError.</exception>
    public byte[] Start(byte[] payload)
    {
        var message = Encoding.UTF8.GetString(payload);
        if (!message.StartsWith(Scram.Gs2Header, StringComparison.Ordinal)) throw Malformed("client-first-message", "begin with \"n,,\" (no channel binding)");
        clientFirst = message[Scram.Gs2Header.Length..];
        if (Scram.Attributes(clientFirst) is not { } attributes || !attributes.TryGetValue('n', out var name) || !attributes.TryGetValue('r', out var clientNonce) || clientNonce.Length == 0)
            throw Malformed("client-first-message", "have the form n=USER,r=NONCE");
        // An unknown user learns so only at the end, as one with a wrong password does.
        isKnownUser = isRightDatabase && Scram.UnescapeName(name) == credential.User;
        nonce = clientNonce + Scram.NewNonce();
        serverFirst = string.Create(CultureInfo.InvariantCulture, $"r={nonce},s={Convert.ToBase64String(credential.Salt)},i={ScramCredential.Iterations}");
        return Encoding.UTF8.GetBytes(serverFirst);
    }

    /// <summary>Takes "c=biws,r=nonce…,p=proof" and answers "v=signature"; after that, nothing with nothing.</summary>
    /// <exception cref="MongoError">AuthenticationFailed, ProtocolError.</exception>
    public byte[] Continue(byte[] payload)
    {
        if (IsAuthenticated)
        {
            if (payload.Length > 0) throw Malformed("last message", "be empty");
            IsDone = true;
            return [];
        }

        var message = Encoding.UTF8.GetString(payload);
        var proofAt = message.LastIndexOf(",p=", StringComparison.Ordinal);
        if (proofAt < 0 || Scram.Attributes(message) is not { } attributes || attributes.GetValueOrDefault('c') != Scram.EncodedGs2Header || attributes.GetValueOrDefault('r') != nonce)
            throw Malformed("client-final-message", "have the form c=biws,r=NONCE,p=PROOF with the nonce of this exchange");
        var proof = new byte[credential.StoredKey.Length];
        if (!Convert.TryFromBase64String(attributes['p'], proof, out var length) || length != proof.Length) throw Failed();

        var authMessage = $"{clientFirst},{serverFirst},{message[..proofAt]}";
        var clientKey = Scram.Xor(proof, Scram.Sign(credential.StoredKey, authMessage));
        if (!CryptographicOperations.FixedTimeEquals(SHA256.HashData(clientKey), credential.StoredKey) || !isKnownUser) throw Failed();
        IsAuthenticated = true;
        IsDone = skipsEmptyExchange;
        return Encoding.UTF8.GetBytes($"v={Convert.ToBase64String(Scram.Sign(credential.ServerKey, authMessage))}");
    }

    private static MongoError Failed() => MongoError.AuthenticationFailed("Authentication failed.");

    private static MongoError Malformed(string what, string expectation) => MongoError.ProtocolError($"expected SCRAM's {what} to {expectation}");
}
