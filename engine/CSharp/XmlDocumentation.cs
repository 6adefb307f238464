using System.Globalization;
using System.Net;
using System.Text;
using Microsoft.CodeAnalysis;

namespace StorageCourse.Engine.CSharp;

/// <summary>
/// What the XML file beside an assembly says of its members. The framework's files hold 30,000 members in 8 MB: where each stands is looked up
/// once, when somebody first asks, and its text is read when it is wanted.
/// </summary>
internal sealed class XmlDocumentation : DocumentationProvider
{
    private static ReadOnlySpan<byte> Opening => "<member name=\""u8;

    private static ReadOnlySpan<byte> Closing => "</member>"u8;

    private readonly string path;
    private readonly Lazy<Dictionary<string, (int Start, int Length)>> members;

    private XmlDocumentation(string path)
    {
        this.path = path;
        members = new Lazy<Dictionary<string, (int Start, int Length)>>(Read);
    }

    /// <summary>An assembly as a reference that knows its documentation.</summary>
    public static PortableExecutableReference Reference(string assembly) =>
        MetadataReference.CreateFromFile(assembly, documentation: new XmlDocumentation(Path.ChangeExtension(assembly, ".xml")));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is XmlDocumentation other && other.path == path;

    /// <inheritdoc/>
    public override int GetHashCode() => path.GetHashCode(StringComparison.Ordinal);

    /// <inheritdoc/>
    protected override string? GetDocumentationForSymbol(string documentationMemberID, CultureInfo preferredCulture, CancellationToken cancellationToken = default)
    {
        if (!members.Value.TryGetValue(documentationMemberID, out var place)) return null;
        using var file = File.OpenHandle(path);
        var text = new byte[place.Length];
        return RandomAccess.Read(file, text, place.Start) == text.Length ? Encoding.UTF8.GetString(text) : null;
    }

    private Dictionary<string, (int Start, int Length)> Read()
    {
        var found = new Dictionary<string, (int Start, int Length)>(StringComparer.Ordinal);
        if (!File.Exists(path)) return found;
        var file = File.ReadAllBytes(path).AsSpan();
        for (var at = 0; ;)
        {
            var start = file[at..].IndexOf(Opening);
            if (start < 0) return found;
            start += at;
            var name = file[(start + Opening.Length)..];
            name = name[..Math.Max(0, name.IndexOf((byte)'"'))];
            var length = file[start..].IndexOf(Closing);
            if (length < 0) return found;
            length += Closing.Length;
            // The parts of an extension member's name stand in angle brackets.
            found[WebUtility.HtmlDecode(Encoding.UTF8.GetString(name))] = (start, length);
            at = start + length;
        }
    }
}
