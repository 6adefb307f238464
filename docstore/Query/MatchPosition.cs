namespace StorageCourse.Docstore.Query;

/// <summary>Where in an array a filter found its match: what the positional operator <c>$</c> of updates and projections stands for.</summary>
internal sealed class MatchPosition
{
    /// <summary>The index of the element, null where no array was gone through.</summary>
    public int? Index { get; set; }
}
