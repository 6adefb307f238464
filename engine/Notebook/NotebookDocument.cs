using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using StorageCourse.Platform;

namespace StorageCourse.Engine.Notebook;

/// <summary>
/// A notebook file (nbformat 4.4 or 4.5). What nobody touched is written back byte for byte; a changed notebook is written as
/// nbformat 4.5 in the file's own style, and fields that we don't know survive.
/// </summary>
internal sealed class NotebookDocument
{
    private const int Major = 4;
    private const int MinorWithIds = 5;
    private static readonly JsonDocumentOptions ReadOptions = new() { MaxDepth = 512, AllowDuplicateProperties = false };
    private readonly byte[] original;
    private readonly JsonStyle style;
    private readonly List<NotebookCell> cells;

    private NotebookDocument(JsonObject json, byte[] original, JsonStyle style)
    {
        Json = json;
        this.original = original;
        this.style = style;
        cells = [.. json["cells"]!.AsArray().Select(cell => new NotebookCell(cell!.AsObject()))];
    }

    /// <summary>The whole file.</summary>
    public JsonObject Json { get; }

    /// <summary>In order.</summary>
    public IReadOnlyList<NotebookCell> Cells => cells;

    /// <summary>The notebook's metadata; empty where the file has none.</summary>
    public JsonObject Metadata => Json.ObjectAt("metadata");

    /// <summary>The name of the kernel that the file asks for, or null.</summary>
    public string? KernelName => Metadata["kernelspec"] is JsonObject spec ? spec.StringAt("name") : null;

    /// <summary>The first heading of the first Markdown cell that has one, or null.</summary>
    public string? Title => cells
        .Where(cell => cell.Kind == CellKind.Markdown)
        .SelectMany(cell => cell.Source.Split('\n'))
        .Where(line => line.StartsWith("# ", StringComparison.Ordinal))
        .Select(line => line[2..].Trim())
        .FirstOrDefault();

    /// <summary>A notebook without cells.</summary>
    public static NotebookDocument Create() => Parse("{\"cells\":[],\"metadata\":{},\"nbformat\":4,\"nbformat_minor\":5}"u8.ToArray(), "new notebook");

    /// <summary>Reads a notebook from a file.</summary>
    /// <exception cref="NotebookFormatException">The file is no notebook; says where and what was expected.</exception>
    public static async Task<NotebookDocument> ReadAsync(string path, CancellationToken cancellationToken = default) =>
        Parse(await File.ReadAllBytesAsync(path, cancellationToken), path);

    /// <summary>Reads a notebook from its bytes.</summary>
    /// <param name="bytes">UTF-8, with or without a byte order mark.</param>
    /// <param name="path">For error messages.</param>
    /// <exception cref="NotebookFormatException">The bytes are no notebook.</exception>
    public static NotebookDocument Parse(byte[] bytes, string path)
    {
        var fault = new NotebookFault(path, bytes);
        if (fault.IsBlank) throw fault.At(0, "expected a notebook (a JSON object), but the file is empty");
        var json = ParseJson(bytes, fault);
        NotebookShape.Check(json, fault);
        return new NotebookDocument(json, bytes, JsonStyle.Of(bytes));
    }

    /// <summary>Adds a cell at the end.</summary>
    public NotebookCell Append(CellKind kind, string source)
    {
        var cell = NotebookCell.Create(kind, source);
        Json["cells"]!.AsArray().Add(cell.Json);
        cells.Add(cell);
        return cell;
    }

    /// <summary>The file's bytes: the original ones if nothing was changed.</summary>
    public byte[] ToBytes()
    {
        var bytes = NotebookJson.Write(Json, style);
        if (bytes.AsSpan().SequenceEqual(original)) return original;
        // A file in a style of its own (compact, keys with escapes) is unchanged if it reads the same.
        if (bytes.AsSpan().SequenceEqual(NotebookJson.Write(ParseJson(original, new NotebookFault("", original)), style))) return original;
        Upgrade();
        return NotebookJson.Write(Json, style);
    }

    /// <summary>Writes the file; a reader sees the old one or the new one, never a half.</summary>
    public Task WriteAsync(string path, CancellationToken cancellationToken = default) =>
        AtomicFile.WriteAsync(path, ToBytes(), cancellationToken);

    /// <summary>Makes it nbformat 4.5, in which every cell has an id of its own.</summary>
    public void Upgrade()
    {
        if (Json.IntAt("nbformat_minor") is not >= MinorWithIds)
        {
            Json["nbformat"] = Major;
            Json["nbformat_minor"] = MinorWithIds;
        }

        var taken = new HashSet<string>(StringComparer.Ordinal);
        foreach (var cell in cells)
        {
            if (cell.Id is { } id && taken.Add(id)) continue;
            // Made from the text, so that two writings of one notebook give the same ids.
            for (var twin = 0; ; twin++)
            {
                var seed = string.Create(CultureInfo.InvariantCulture, $"{cell.Kind}\n{twin}\n{cell.Source}");
                var made = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(seed)).AsSpan(0, 4));
                if (!taken.Add(made)) continue;
                cell.Id = made;
                break;
            }
        }
    }

    private static JsonObject ParseJson(byte[] bytes, NotebookFault fault)
    {
        try
        {
            return JsonNode.Parse(JsonStyle.WithoutMark(bytes), documentOptions: ReadOptions) as JsonObject
                ?? throw fault.At(0, "expected a notebook (a JSON object), got another JSON value");
        }
        catch (JsonException error)
        {
            throw fault.Of(error);
        }
    }
}
