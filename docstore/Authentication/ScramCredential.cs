using System.Security.Cryptography;

namespace StorageCourse.Docstore.Authentication;

/// <summary>What a server keeps of a user: enough to check a password, not enough to know it (RFC 5802, section 3).</summary>
internal sealed class ScramCredential
{
    /// <summary>RFC 7677's least, and what MongoDB's drivers insist on. More would only slow down whoever connects: the passwords here are random, 128 bits, and no one can guess those.</summary>
    public const int Iterations = 4096;

    public ScramCredential(string user, string password)
    {
        User = user;
        Salt = RandomNumberGenerator.GetBytes(28);
        var salted = Scram.SaltedPassword(SaslPrep.Prepare(password), Salt, Iterations);
        StoredKey = SHA256.HashData(Scram.ClientKey(salted));
        ServerKey = Scram.ServerKey(salted);
    }

    public string User { get; }

    public byte[] Salt { get; }

    public byte[] StoredKey { get; }

    public byte[] ServerKey { get; }
}
