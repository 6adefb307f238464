namespace StorageCourse;

/// <summary><c>Need.MySql</c> and <c>lab.MySql</c>.</summary>
public static class MySqlNeed
{
    extension(Need)
    {
        /// <summary>A MariaDB or MySQL server.</summary>
        public static Need MySql => Need.Of("mysql");
    }

    extension(Lab lab)
    {
        /// <summary>The MariaDB or MySQL server.</summary>
        /// <exception cref="Host.CellSkippedException">The store was asked for, but can't be had here: the cell counts as skipped.</exception>
        /// <exception cref="Host.CellException">This lab was not asked for it.</exception>
        public StoreServer MySql => lab["mysql"];
    }
}
