using System.Data.Common;

namespace StorageCourse;

/// <summary>An ADO.NET driver for MariaDB and MySQL that a notebook brings. What <see cref="DbConnection"/> can't tell of it, its script says.</summary>
public abstract class MySqlDriver
{
    /// <summary>A closed connection.</summary>
    /// <param name="connectionString">Server, Port, User ID, Password, Database, and options that MySqlConnector has.</param>
    public abstract DbConnection Connect(string connectionString);

    /// <summary>Calls back for each warning of the server, with a text such as "Warning 1062: Duplicate entry '1' for key 'PRIMARY'".</summary>
    public abstract void OnWarning(DbConnection connection, Action<string> warning);

    /// <summary>The server's name of a column's type in lower case, with its size: "int unsigned", "decimal(10,2)", "varchar(20)", "bit(9)", "datetime(6)".</summary>
    public abstract string TypeName(DbColumn column);

    /// <summary>The value of the current row as <see cref="DbDataReader.GetValue"/> gives it; as text where C# can't hold it (a decimal of 35 digits, a date of zeros).</summary>
    public abstract object Value(DbDataReader reader, int ordinal);
}
