using System.Data.Common;

namespace StorageCourse;

/// <summary>An ADO.NET driver for MariaDB and MySQL that a notebook brings. What <see cref="DbConnection"/> can't tell of it, its script says.</summary>
public abstract class MySqlDriver
{
    /// <summary>A closed connection.</summary>
    /// <param name="connectionString">Server, Port, User ID, Password, Database, and options that MySqlConnector has.</param>
    public abstract DbConnection Connect(string connectionString);

    /// <summary>Calls back for each warning of the server.</summary>
    public abstract void OnWarning(DbConnection connection, Action<MySqlWarning> warning);

    /// <summary>The server's name of a column's type in lower case, with its size: "int unsigned", "decimal(10,2)", "varchar(20)", "bit(9)", "datetime(6)".</summary>
    public abstract string TypeName(DbColumn column);

    /// <summary>The value of the current row as <see cref="DbDataReader.GetValue"/> gives it; as text where C# can't hold it (a decimal of 35 digits, a date of zeros).</summary>
    public abstract object Value(DbDataReader reader, int ordinal);
}

/// <summary>A warning, as <c>show warnings</c> lists it.</summary>
/// <param name="Level">"Note", "Warning" or "Error".</param>
/// <param name="Code">The server's number, as of errors.</param>
/// <param name="Message">The server's words.</param>
public sealed record MySqlWarning(string Level, long Code, string Message)
{
    /// <summary>As it stands under a cell.</summary>
    public override string ToString() => $"{Level} {Code}: {Message}";
}
