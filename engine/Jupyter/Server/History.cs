using System.IO.Enumeration;
using System.Text.Json;
using StorageCourse.Engine.Jupyter.Messages;

namespace StorageCourse.Engine.Jupyter.Server;

/// <summary>The cells that ran in this process, for consoles that walk through them.</summary>
internal sealed class History
{
    private readonly List<(int Line, string Code)> entries = [];

    /// <summary>Remembers a cell.</summary>
    public void Add(int line, string code)
    {
        lock (entries) entries.Add((line, code));
    }

    /// <summary>Writes the answer to a history_request.</summary>
    public void Write(Utf8JsonWriter json, JsonElement request)
    {
        var withOutput = request.Bool("output", otherwise: false);
        json.WriteStartArray("history");
        foreach (var (line, code) in Select(request))
        {
            json.WriteStartArray();
            json.WriteNumberValue(0);
            json.WriteNumberValue(line);
            if (withOutput) json.WriteStartArray();
            json.WriteStringValue(code);
            if (withOutput)
            {
                json.WriteNullValue();
                json.WriteEndArray();
            }

            json.WriteEndArray();
        }

        json.WriteEndArray();
    }

    private List<(int Line, string Code)> Select(JsonElement request)
    {
        List<(int Line, string Code)> all;
        lock (entries) all = [.. entries];
        var access = request.String("hist_access_type");
        if (access == "range")
        {
            // Sessions are counted backwards from this one, which is the only one that is known.
            if (request.Int("session", 0) != 0) return [];
            int start = request.Int("start", 0), stop = request.Int("stop", int.MaxValue);
            return all.FindAll(entry => entry.Line >= start && entry.Line < stop);
        }

        if (access == "search")
        {
            var pattern = request.String("pattern") ?? "*";
            all = all.FindAll(entry => FileSystemName.MatchesSimpleExpression(pattern, entry.Code, ignoreCase: false));
            if (request.Bool("unique", otherwise: false)) all = [.. all.DistinctBy(entry => entry.Code)];
        }

        return [.. all.TakeLast(request.Int("n", int.MaxValue))];
    }
}
