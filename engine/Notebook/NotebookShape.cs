using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace StorageCourse.Engine.Notebook;

/// <summary>What must be where in a file that calls itself a notebook, as far as we rely on it.</summary>
internal static class NotebookShape
{
    /// <exception cref="NotebookFormatException">Something that we rely on is missing or of another type.</exception>
    public static void Check(JsonObject notebook, NotebookFault fault)
    {
        Expect(notebook["nbformat"], JsonValueKind.Number, "nbformat 4", fault, "nbformat");
        if (notebook.IntAt("nbformat") != 4)
            throw fault.At(["nbformat"], $"expected nbformat 4, got {notebook["nbformat"]}; convert it with: jupyter nbconvert --to notebook --nbformat 4 FILE");
        if (notebook["metadata"] is not null) Expect(notebook["metadata"], JsonValueKind.Object, "an object", fault, "metadata");
        Expect(notebook["cells"], JsonValueKind.Array, "an array of cells", fault, "cells");
        var cells = notebook["cells"]!.AsArray();
        for (var i = 0; i < cells.Count; i++) CheckCell(cells[i], i, fault);
    }

    private static void CheckCell(JsonNode? cell, int i, NotebookFault fault)
    {
        Expect(cell, JsonValueKind.Object, "a cell (an object)", fault, "cells", i);
        Expect(cell!["cell_type"], JsonValueKind.String, "\"code\", \"markdown\" or \"raw\"", fault, "cells", i, "cell_type");
        if (cell.AsObject().StringAt("cell_type") is not ("code" or "markdown" or "raw"))
            throw fault.At(["cells", i, "cell_type"], $"expected \"code\", \"markdown\" or \"raw\", got {cell["cell_type"]!.ToJsonString()}");
        CheckText(cell["source"], fault, "cells", i, "source");
        if (cell["metadata"] is not null) Expect(cell["metadata"], JsonValueKind.Object, "an object", fault, "cells", i, "metadata");
        if (cell["id"] is not null) Expect(cell["id"], JsonValueKind.String, "a string", fault, "cells", i, "id");
        if (cell["outputs"] is null) return;
        Expect(cell["outputs"], JsonValueKind.Array, "an array of outputs", fault, "cells", i, "outputs");
        for (var j = 0; j < cell["outputs"]!.AsArray().Count; j++)
            Expect(cell["outputs"]![j], JsonValueKind.Object, "an output (an object)", fault, "cells", i, "outputs", j);
    }

    private static void CheckText(JsonNode? text, NotebookFault fault, params object[] path)
    {
        const string Expected = "a string or an array of strings";
        if (text is not JsonArray lines)
        {
            Expect(text, JsonValueKind.String, Expected, fault, path);
            return;
        }

        for (var i = 0; i < lines.Count; i++) Expect(lines[i], JsonValueKind.String, Expected, fault, [.. path, i]);
    }

    private static void Expect(JsonNode? node, JsonValueKind kind, string expected, NotebookFault fault, params object[] path)
    {
        if (node?.GetValueKind() == kind) return;
        var name = string.Join(".", path.Select(step => Convert.ToString(step, CultureInfo.InvariantCulture)));
        var got = node is null ? "nothing" : node.GetValueKind() switch
        {
            JsonValueKind.Object => "an object",
            JsonValueKind.Array => "an array",
            JsonValueKind.String => "a string",
            JsonValueKind.Number => "a number",
            _ => node.ToJsonString(),
        };
        throw fault.At(path, $"expected {expected} at {name}, got {got}");
    }
}
