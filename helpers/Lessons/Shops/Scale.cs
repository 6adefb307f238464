namespace StorageCourse;

/// <summary>How large the shop is. The rows of a larger shop are not those of a smaller one with more added.</summary>
public enum Scale
{
    /// <summary>200,000 order items, 80,000 orders: seconds to load. All text and claims of the course are written for it.</summary>
    S = 1,

    /// <summary>Ten times <see cref="S"/>: 2,000,000 order items.</summary>
    M = 10,

    /// <summary>Fifty times <see cref="S"/>: 10,000,000 order items; a few minutes and about 3 GB.</summary>
    L = 50,
}
