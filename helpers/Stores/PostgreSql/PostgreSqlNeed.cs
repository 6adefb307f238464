namespace StorageCourse;

/// <summary><c>Need.Postgres</c> and <c>lab.Postgres</c>.</summary>
public static class PostgreSqlNeed
{
    extension(Need)
    {
        /// <summary>A PostgreSQL server.</summary>
        public static Need Postgres => Need.Of("postgres");
    }

    extension(Lab lab)
    {
        /// <summary>The PostgreSQL server.</summary>
        /// <exception cref="Host.CellSkippedException">The store was asked for, but can't be had here: the cell counts as skipped.</exception>
        /// <exception cref="Host.CellException">This lab was not asked for it.</exception>
        public StoreServer Postgres => lab["postgres"];
    }
}
