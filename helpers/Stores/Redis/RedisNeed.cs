namespace StorageCourse;

/// <summary><c>Need.Redis</c> and <c>lab.Redis</c>.</summary>
public static class RedisNeed
{
    extension(Need)
    {
        /// <summary>A Redis server.</summary>
        public static Need Redis => Need.Of("redis");
    }

    extension(Lab lab)
    {
        /// <summary>The Redis server.</summary>
        /// <exception cref="Host.CellSkippedException">The store was asked for, but can't be had here: the cell counts as skipped.</exception>
        /// <exception cref="Host.CellException">This lab was not asked for it.</exception>
        public StoreServer Redis => lab["redis"];
    }
}
