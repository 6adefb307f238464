using System.Data.Common;
using System.Runtime.InteropServices;

namespace StorageCourse.Cells.MariaDb;

/// <summary>An error of a MariaDB or MySQL server, or of the way to it.</summary>
public sealed class MariaDbException : DbException
{
    private static readonly int[] Lost = [1053, 1152, 1158, 1159, 1160, 1161, 1184, 1927, 2002, 2003, 2006, 2013, 2055, 4031];

    internal MariaDbException(int number, string sqlState, string message)
        : base(message)
    {
        Number = number;
        SqlState = sqlState;
    }

    /// <summary>The error's number, for instance 1064 for a syntax error; 2000 and above are the client's own.</summary>
    public int Number { get; }

    /// <inheritdoc/>
    public override string SqlState { get; }

    /// <inheritdoc/>
    public override int ErrorCode => Number;

    /// <inheritdoc/>
    public override bool IsTransient => Number is 1205 or 1213;

    /// <summary>Whether the connection is gone.</summary>
    internal bool IsConnectionLost => Lost.Contains(Number);

    internal static MariaDbException Of(MariaDbHandle connection) => new(
        (int)MariaDbNative.ErrorNumber(connection), Text(MariaDbNative.SqlState(connection)), Text(MariaDbNative.ErrorText(connection)));

    internal static MariaDbException OfStatement(nint statement) => new(
        (int)MariaDbNative.StatementErrorNumber(statement), Text(MariaDbNative.StatementSqlState(statement)), Text(MariaDbNative.StatementErrorText(statement)));

    private static string Text(nint text) => Marshal.PtrToStringUTF8(text) ?? "";
}
