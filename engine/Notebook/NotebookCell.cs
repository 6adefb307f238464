using System.Text.Json.Nodes;

namespace StorageCourse.Engine.Notebook;

/// <summary>What a cell holds.</summary>
internal enum CellKind
{
    /// <summary>Something to run.</summary>
    Code,

    /// <summary>Text to read.</summary>
    Markdown,

    /// <summary>Neither; carried along.</summary>
    Raw,
}

/// <summary>A view on one cell of a notebook's JSON.</summary>
internal sealed class NotebookCell(JsonObject json)
{
    /// <summary>The cell as it stands in the file.</summary>
    public JsonObject Json { get; } = json;

    /// <summary>What it holds.</summary>
    public CellKind Kind { get; } = json.StringAt("cell_type") switch
    {
        "code" => CellKind.Code,
        "markdown" => CellKind.Markdown,
        _ => CellKind.Raw,
    };

    /// <summary>Stable over edits and moves; null in files older than nbformat 4.5.</summary>
    public string? Id
    {
        get => Json.StringAt("id");
        set => Json.SetInOrder("id", value, after: "execution_count", before: "metadata");
    }

    /// <summary>The cell's text, lines separated by \n.</summary>
    public string Source
    {
        get => MultilineText.Join(Json["source"]);
        set
        {
            if (value != Source) Json["source"] = MultilineText.Split(value);
        }
    }

    /// <summary>The cell's metadata.</summary>
    public JsonObject Metadata => Json.ObjectAt("metadata");

    /// <summary>The cell's tags; empty where it has none.</summary>
    public IReadOnlyList<string> Tags => Metadata["tags"] is JsonArray tags ? [.. tags.Select(MultilineText.Join)] : [];

    /// <summary>The number that a front end shows for the cell's last run, or null.</summary>
    public int? ExecutionCount
    {
        get => Json.IntAt("execution_count");
        set => Json["execution_count"] = value;
    }

    /// <summary>What the cell's last run put out; empty for Markdown.</summary>
    public IReadOnlyList<JsonObject> Outputs => Json["outputs"] is JsonArray outputs ? [.. outputs.OfType<JsonObject>()] : [];

    /// <summary>A new cell, not yet part of a notebook.</summary>
    public static NotebookCell Create(CellKind kind, string source)
    {
        var json = new JsonObject { ["cell_type"] = kind.ToString().ToLowerInvariant() };
        if (kind == CellKind.Code) json["execution_count"] = null;
        json["metadata"] = new JsonObject();
        if (kind == CellKind.Code) json["outputs"] = new JsonArray();
        json["source"] = MultilineText.Split(source);
        return new NotebookCell(json);
    }

    /// <summary>Forgets the last run.</summary>
    public void ClearOutputs()
    {
        if (Kind != CellKind.Code) return;
        ExecutionCount = null;
        Json["outputs"] = new JsonArray();
    }

    /// <summary>Adds text of a stream ("stdout" or "stderr"); it joins an output of the same stream that stands last.</summary>
    public JsonObject AppendStream(string name, string text)
    {
        if (Json["outputs"] is JsonArray { Count: > 0 } outputs
            && outputs[^1] is JsonObject last && last.StringAt("output_type") == "stream" && last.StringAt("name") == name
            && last["text"] is JsonArray lines)
        {
            MultilineText.Append(lines, text);
            return last;
        }

        return Append(new JsonObject { ["name"] = name, ["output_type"] = "stream", ["text"] = MultilineText.Split(text) });
    }

    /// <summary>Adds something that was displayed.</summary>
    public JsonObject AppendDisplay(JsonObject data, JsonObject? metadata = null) => Append(new JsonObject
    {
        ["data"] = MultilineText.SplitBundle(data),
        ["metadata"] = metadata?.DeepClone() ?? new JsonObject(),
        ["output_type"] = "display_data",
    });

    /// <summary>Adds the cell's result.</summary>
    public JsonObject AppendResult(JsonObject data, JsonObject? metadata, int executionCount) => Append(new JsonObject
    {
        ["data"] = MultilineText.SplitBundle(data),
        ["execution_count"] = executionCount,
        ["metadata"] = metadata?.DeepClone() ?? new JsonObject(),
        ["output_type"] = "execute_result",
    });

    /// <summary>Adds an error.</summary>
    public JsonObject AppendError(string name, string message, IEnumerable<string> traceback) => Append(new JsonObject
    {
        ["ename"] = name,
        ["evalue"] = message,
        ["output_type"] = "error",
        ["traceback"] = new JsonArray([.. traceback.Select(line => JsonValue.Create(line))]),
    });

    private JsonObject Append(JsonObject output)
    {
        if (Json["outputs"] is not JsonArray outputs) Json["outputs"] = outputs = [];
        outputs.Add(output);
        return output;
    }
}
