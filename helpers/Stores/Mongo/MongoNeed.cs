namespace StorageCourse;

/// <summary><c>Need.Mongo</c> and <c>lab.Mongo</c>.</summary>
public static class MongoNeed
{
    extension(Need)
    {
        /// <summary>A MongoDB server, or one that speaks its protocol.</summary>
        public static Need Mongo => Need.Of("mongo");
    }

    extension(Lab lab)
    {
        /// <summary>The MongoDB server, or docstore in its place, with this lab's database in it.</summary>
        /// <exception cref="Host.CellSkippedException">The store was asked for, but can't be had here: the cell counts as skipped.</exception>
        /// <exception cref="Host.CellException">This lab was not asked for it.</exception>
        public MongoStore Mongo => MongoStore.Of(lab["mongo"]);
    }
}
