#r "nuget: MySqlConnector, 2.4.0"

using System.Data.Common;
using MySqlConnector;

/// <summary>MySqlConnector as the driver of the lab's MariaDB or MySQL: of #!mysql cells, of Dapper, and of C# that wants its own types.</summary>
public sealed class MySqlConnectorDriver : StorageCourse.MySqlDriver
{
    /// <summary>Opens a connection to a lab's server; dispose it when done.</summary>
    public static async Task<MySqlConnection> OpenAsync(StorageCourse.StoreServer server) =>
        (MySqlConnection)await StorageCourse.StoreConnections.OpenAsync(server);

    public override DbConnection Connect(string connectionString) => new MySqlConnection(connectionString);

    public override void OnWarning(DbConnection connection, Action<StorageCourse.MySqlWarning> warning) => ((MySqlConnection)connection).InfoMessage += (_, message) =>
    {
        foreach (var error in message.Errors) warning(new(error.Level, (int)error.ErrorCode, error.Message));
    };

    public override string TypeName(DbColumn column)
    {
        var of = (MySqlDbColumn)column;
        var fraction = of.NumericScale is > 0 and <= 6 ? $"({of.NumericScale})" : "";
        return of.ProviderType switch
        {
            MySqlDbType.Bool => "tinyint(1)",
            MySqlDbType.Byte => "tinyint",
            MySqlDbType.UByte => "tinyint unsigned",
            MySqlDbType.Int16 => "smallint",
            MySqlDbType.UInt16 => "smallint unsigned",
            MySqlDbType.Int24 => "mediumint",
            MySqlDbType.UInt24 => "mediumint unsigned",
            MySqlDbType.Int32 => "int",
            MySqlDbType.UInt32 => "int unsigned",
            MySqlDbType.Int64 => "bigint",
            MySqlDbType.UInt64 => "bigint unsigned",
            MySqlDbType.Decimal or MySqlDbType.NewDecimal => $"decimal({of.NumericPrecision},{of.NumericScale})",
            MySqlDbType.Date or MySqlDbType.Newdate => "date",
            MySqlDbType.Time or MySqlDbType.DateTime or MySqlDbType.Timestamp => of.ProviderType.ToString().ToLowerInvariant() + fraction,
            MySqlDbType.Bit => $"bit({of.ColumnSize})",
            MySqlDbType.String => $"char({of.ColumnSize})",
            MySqlDbType.VarChar or MySqlDbType.VarString => $"varchar({of.ColumnSize})",
            MySqlDbType.Binary => $"binary({of.ColumnSize})",
            MySqlDbType.VarBinary => $"varbinary({of.ColumnSize})",
            MySqlDbType.TinyText or MySqlDbType.Text or MySqlDbType.MediumText or MySqlDbType.LongText => "text",
            MySqlDbType.TinyBlob or MySqlDbType.Blob or MySqlDbType.MediumBlob or MySqlDbType.LongBlob => "blob",
            var other => other.ToString().ToLowerInvariant(),
        };
    }

    public override object Value(DbDataReader reader, int ordinal)
    {
        try
        {
            return reader.GetValue(ordinal) switch
            {
                MySqlDateTime { IsValidDateTime: true } date => date.GetDateTime(),
                MySqlDateTime zeros when reader.GetDataTypeName(ordinal) == "DATE" => $"{zeros.Year:0000}-{zeros.Month:00}-{zeros.Day:00}",
                MySqlDateTime zeros => $"{zeros.Year:0000}-{zeros.Month:00}-{zeros.Day:00} {zeros.Hour:00}:{zeros.Minute:00}:{zeros.Second:00}",
                var value => value,
            };
        }
        catch (FormatException)
        {
            // A decimal that C# has too few digits for.
            return ((MySqlDataReader)reader).GetMySqlDecimal(ordinal).ToString();
        }
    }
}

StorageCourse.MySqlDrivers.Register(new MySqlConnectorDriver());
