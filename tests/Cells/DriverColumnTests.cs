using System.Data;
using System.Data.Common;
using StorageCourse.Cells.MySql;

namespace StorageCourse.Tests.Cells;

/// <summary>What another driver's values look like under a cell: as the server writes them, and as our own driver's do.</summary>
public sealed class DriverColumnTests
{
    public static TheoryData<string, object, string, object> Values { get; } = new()
    {
        { "tinyint(1)", true, "1", true },
        { "bit(9)", 257ul, "b'100000001'", 257ul },
        { "bit(1)", 1ul, "b'1'", true },
        { "date", new DateTime(2026, 3, 1), "2026-03-01", new DateOnly(2026, 3, 1) },
        { "date", "0000-00-00", "0000-00-00", "0000-00-00" },
        { "datetime", new DateTime(2026, 3, 1), "2026-03-01 00:00:00", new DateTime(2026, 3, 1) },
        { "datetime(6)", new DateTime(2026, 3, 1).AddTicks(10), "2026-03-01 00:00:00.000001", new DateTime(2026, 3, 1).AddTicks(10) },
        { "time(3)", -new TimeSpan(0, 100, 2, 3, 500), "-100:02:03.500", -new TimeSpan(0, 100, 2, 3, 500) },
        { "time", new TimeSpan(1, 2, 3), "01:02:03", new TimeSpan(1, 2, 3) },
        { "double", 1e20, "1e20", 1e20 },
        { "decimal(10,2)", 1.20m, "1.20", 1.20m },
        { "varbinary(10)", new byte[] { 0, 255 }, "0x00ff", new byte[] { 0, 255 } },
    };

    [Theory]
    [MemberData(nameof(Values))]
    public void A_value_reads_as_the_server_writes_it(string type, object value, string text, object inCSharp)
    {
        using var table = new DataTable();
        table.Columns.Add(type, value.GetType());
        table.Rows.Add(value);
        using var reader = table.CreateDataReader();
        var column = DriverColumn.Of(new TypesInNames(), reader).ShouldHaveSingleItem();
        reader.Read().ShouldBeTrue();
        column.Text(reader).ShouldBe(text);
        column.Value(reader).ShouldBe(inCSharp);
        column.Column.Type.ShouldBe(type);
    }

    [Fact]
    public void Numbers_stand_at_the_right()
    {
        using var table = new DataTable();
        foreach (var type in new[] { "int unsigned", "decimal(10,2)", "year", "varchar(20)", "date", "bit(9)" }) table.Columns.Add(type);
        using var reader = table.CreateDataReader();
        DriverColumn.Of(new TypesInNames(), reader).Select(column => column.Column.IsNumeric).ShouldBe([true, true, true, false, false, false]);
    }

    /// <summary>A driver whose columns are called as their types.</summary>
    private sealed class TypesInNames : MySqlDriver
    {
        public override DbConnection Connect(string connectionString) => throw new NotSupportedException();

        public override void OnWarning(DbConnection connection, Action<MySqlWarning> warning) => throw new NotSupportedException();

        public override string TypeName(DbColumn column) => column.ColumnName;

        public override object Value(DbDataReader reader, int ordinal) => reader.GetValue(ordinal);
    }
}
