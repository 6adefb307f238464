namespace StorageCourse;

/// <summary><c>Need.SqlServer</c> and <c>lab.SqlServer</c>.</summary>
public static class SqlServerNeed
{
    extension(Need)
    {
        /// <summary>A SQL Server.</summary>
        public static Need SqlServer => Need.Of("mssql");
    }

    extension(Lab lab)
    {
        /// <summary>The SQL Server.</summary>
        /// <exception cref="Host.CellSkippedException">The store was asked for, but can't be had here: the cell counts as skipped.</exception>
        /// <exception cref="Host.CellException">This lab was not asked for it.</exception>
        public StoreServer SqlServer => lab["mssql"];
    }
}
