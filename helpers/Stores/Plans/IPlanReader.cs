using System.Text.Json;
using System.Xml.Linq;

namespace StorageCourse.Stores.Plans;

/// <summary>Makes a <see cref="Plan"/> of what a server says when it explains a query.</summary>
internal interface IPlanReader
{
    /// <summary>Whose plans it reads and how they are known: <c>Product (with "field")</c>.</summary>
    string Reads { get; }

    /// <summary>"JSON" or "XML".</summary>
    string Format { get; }

    /// <summary>The plan, or null where it is another server's.</summary>
    Plan? Read(JsonElement root) => null;

    /// <inheritdoc cref="Read(JsonElement)"/>
    Plan? Read(XElement root) => null;
}

/// <summary>The readers of all stores, which the list of stores hands in.</summary>
internal static class PlanReaders
{
    public static IReadOnlyList<IPlanReader> All { get; internal set; } = [];

    /// <summary>Whose plans can be read in a format, for errors.</summary>
    public static string Known(string format) => string.Join(" or of ", All.Where(reader => reader.Format == format).Select(reader => reader.Reads));
}
