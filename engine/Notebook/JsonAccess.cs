using System.Text.Json.Nodes;

namespace StorageCourse.Engine.Notebook;

/// <summary>Reading JSON objects that others wrote: a value of another type than expected counts as absent.</summary>
internal static class JsonAccess
{
    /// <summary>The property's text, or null.</summary>
    public static string? StringAt(this JsonObject json, string name) =>
        json[name] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    /// <summary>The property's whole number, or null.</summary>
    public static int? IntAt(this JsonObject json, string name) =>
        json[name] is JsonValue value && value.TryGetValue<int>(out var number) ? number : null;

    /// <summary>The property's object; an empty one, not yet part of <paramref name="json"/>, where there is none.</summary>
    public static JsonObject ObjectAt(this JsonObject json, string name) => json[name] as JsonObject ?? [];

    /// <summary>Sets a property; a new one stands where Jupyter's sorted files have it.</summary>
    public static void SetInOrder(this JsonObject json, string name, string? value, string after, string before)
    {
        if (json.ContainsKey(name)) json[name] = value;
        else if (json.IndexOf(after) is >= 0 and var previous) json.Insert(previous + 1, name, value);
        else if (json.IndexOf(before) is >= 0 and var next) json.Insert(next, name, value);
        else json[name] = value;
    }
}
