namespace StorageCourse;

/// <summary>A result that brings the server's own counters with it: what a variant of an experiment may return.</summary>
public interface IEvidence
{
    /// <summary>Counters of one run by name: "pages", "keys examined", "round trips".</summary>
    IReadOnlyDictionary<string, double> Counters { get; }
}
