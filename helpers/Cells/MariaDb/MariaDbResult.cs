using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace StorageCourse.Cells.MariaDb;

/// <summary>The results of one statement, one after another; rows are read as they arrive.</summary>
internal abstract unsafe class MariaDbResult : IDisposable
{
    private bool ended;

    /// <summary>The columns of the current result set; empty where the statement gave none.</summary>
    public IReadOnlyList<MariaDbColumn> Columns { get; private protected set; } = [];

    /// <summary>Rows that were changed; -1 where the current result is a result set.</summary>
    public long AffectedRows { get; private protected set; } = -1;

    public abstract bool Read();

    /// <summary>Moves to the next result of the same statement.</summary>
    public bool NextResult()
    {
        if (ended) return false;
        Free();
        switch (MoveNext())
        {
            case 0:
                Begin();
                return true;
            case -1:
                ended = true;
                return false;
            default:
                ended = true;
                throw Error();
        }
    }

    public abstract bool IsNull(int column);

    /// <summary>A value of the current row in text form, valid until the next row is read.</summary>
    public abstract ReadOnlySpan<byte> Raw(int column);

    /// <summary>Reads what is left of the statement's results: the connection is not free before.</summary>
    public virtual void Dispose()
    {
        while (!ended)
        {
            try
            {
                NextResult();
            }
            catch (MariaDbException)
            {
                // Who disposes does not want the rest, nor its error.
                ended = true;
            }
        }

        Free();
    }

    /// <summary>No result follows.</summary>
    private protected void End() => ended = true;

    /// <summary>Asks the library for the next result: 0 there is one, -1 there is none, else an error.</summary>
    private protected abstract int MoveNext();

    /// <summary>Prepares to read the current result.</summary>
    private protected abstract void Begin();

    /// <summary>Gives the current result back, if there is one.</summary>
    private protected abstract void Free();

    /// <summary>The library's last error.</summary>
    private protected abstract MariaDbException Error();

    private protected static IReadOnlyList<MariaDbColumn> ColumnsOf(nint result)
    {
        var fields = MariaDbNative.FetchFields(result);
        var columns = new MariaDbColumn[MariaDbNative.FieldsOf(result)];
        for (var i = 0; i < columns.Length; i++)
        {
            ref var field = ref fields[i];
            columns[i] = new(
                Encoding.UTF8.GetString(field.Name, (int)field.NameLength), field.Type, field.Flags, field.Charset, field.Length.Value, field.Decimals);
        }

        return columns;
    }
}

/// <summary>Results of the text protocol (COM_QUERY).</summary>
internal sealed unsafe class MariaDbTextResult : MariaDbResult
{
    private readonly MariaDbHandle connection;
    private nint result;
    private byte** row;
    private CULong* lengths;

    public MariaDbTextResult(MariaDbHandle connection, string sql)
    {
        this.connection = connection;
        var bytes = Encoding.UTF8.GetBytes(sql);
        fixed (byte* text = bytes)
            if (MariaDbNative.Query(connection, text, new((nuint)bytes.Length)) != 0)
                throw MariaDbException.Of(connection);
        Begin();
    }

    public override bool Read()
    {
        if (result == 0) return false;
        row = MariaDbNative.FetchRow(result);
        if (row == null)
        {
            if (MariaDbNative.ErrorNumber(connection) != 0) throw MariaDbException.Of(connection);
            return false;
        }

        lengths = MariaDbNative.FetchLengths(result);
        return true;
    }

    public override bool IsNull(int column) => row[column] == null;

    public override ReadOnlySpan<byte> Raw(int column) => new(row[column], (int)lengths[column].Value);

    private protected override int MoveNext() => MariaDbNative.NextResult(connection);

    private protected override MariaDbException Error() => MariaDbException.Of(connection);

    private protected override void Begin()
    {
        result = MariaDbNative.UseResult(connection);
        if (result == 0 && MariaDbNative.FieldCount(connection) > 0)
        {
            End();
            throw Error();
        }

        Columns = result == 0 ? [] : ColumnsOf(result);
        AffectedRows = result == 0 ? (long)MariaDbNative.AffectedRows(connection) : -1;
    }

    private protected override void Free()
    {
        // Reads what is left of the result set.
        if (result != 0) MariaDbNative.FreeResult(result);
        result = 0;
        row = null;
    }
}

/// <summary>Results of a prepared statement (COM_STMT_EXECUTE), its values brought into text form.</summary>
internal sealed unsafe class MariaDbStatementResult : MariaDbResult
{
    private const int FirstSize = 256;
    private readonly nint statement;
    private MariaDbBuffers? buffers;

    public MariaDbStatementResult(MariaDbHandle connection, string sql, IReadOnlyList<object?> parameters)
    {
        statement = MariaDbNative.StatementInit(connection);
        if (statement == 0) throw MariaDbException.Of(connection);
        try
        {
            var bytes = Encoding.UTF8.GetBytes(sql);
            fixed (byte* text = bytes)
                Check(MariaDbNative.StatementPrepare(statement, text, new((nuint)bytes.Length)));
            var expected = (int)MariaDbNative.StatementParameters(statement).Value;
            if (expected != parameters.Count)
            {
                throw new MariaDbException(2031, "HY000",
                    string.Create(CultureInfo.InvariantCulture, $"the statement has {expected} parameters, but {parameters.Count} values were given"));
            }

            using var bound = MariaDbBuffers.Of(parameters);
            if (parameters.Count > 0) Check(MariaDbNative.StatementBindParameters(statement, bound.Binds));
            Check(MariaDbNative.StatementExecute(statement));
            Begin();
        }
        catch
        {
            MariaDbNative.StatementClose(statement);
            throw;
        }
    }

    public override bool Read()
    {
        if (buffers is null) return false;
        switch (MariaDbNative.StatementFetch(statement))
        {
            case 0 or MariaDbNative.DataTruncated:
                for (var i = 0; i < Columns.Count; i++)
                {
                    if (!buffers.IsNull(i) && buffers.Grow(i))
                        Check(MariaDbNative.StatementFetchColumn(statement, buffers.Binds + i, (uint)i, new(0)));
                }

                return true;
            case MariaDbNative.NoData:
                return false;
            default:
                throw MariaDbException.OfStatement(statement);
        }
    }

    public override bool IsNull(int column) => buffers!.IsNull(column);

    public override ReadOnlySpan<byte> Raw(int column) => Columns[column].Type is MariaDbType.Double or MariaDbType.Float
        ? Encoding.ASCII.GetBytes(Real(column))
        : buffers!.Value(column);

    public override void Dispose()
    {
        base.Dispose();
        MariaDbNative.StatementClose(statement);
    }

    // As the server would write it in the text protocol: 31 decimals stand for as many as it takes.
    private string Real(int column)
    {
        var value = MemoryMarshal.Read<double>(buffers!.Value(column));
        var (type, decimals) = (Columns[column].Type, Columns[column].Decimals);
        return decimals < 31 ? value.ToString("F" + decimals.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture)
            : type == MariaDbType.Float ? ((float)value).ToString("R", CultureInfo.InvariantCulture)
            : value.ToString("R", CultureInfo.InvariantCulture);
    }

    private protected override int MoveNext() => MariaDbNative.StatementNextResult(statement);

    private protected override MariaDbException Error() => MariaDbException.OfStatement(statement);

    private protected override void Begin()
    {
        if (MariaDbNative.StatementFieldCount(statement) == 0)
        {
            Columns = [];
            AffectedRows = (long)MariaDbNative.StatementAffectedRows(statement);
            return;
        }

        var metadata = MariaDbNative.StatementMetadata(statement);
        Columns = ColumnsOf(metadata);
        MariaDbNative.FreeResult(metadata);
        AffectedRows = -1;
        // The library turns numbers, dates and times into text; floating-point numbers it would round.
        buffers = MariaDbBuffers.For(Columns.Select(column => column.Type is MariaDbType.Double or MariaDbType.Float
            ? (MariaDbType.Double, sizeof(double))
            : (column.IsBytes || column.Type == MariaDbType.Bit ? MariaDbType.Blob : MariaDbType.String, FirstSize)));
        Check(MariaDbNative.StatementBindResult(statement, buffers.Binds));
    }

    private protected override void Free()
    {
        if (buffers is null) return;
        MariaDbNative.StatementFreeResult(statement);
        buffers.Dispose();
        buffers = null;
    }

    private void Check(int status)
    {
        if (status != 0) throw MariaDbException.OfStatement(statement);
    }
}
