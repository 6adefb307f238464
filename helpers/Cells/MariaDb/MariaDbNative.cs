using System.Reflection;
using System.Runtime.InteropServices;

namespace StorageCourse.Cells.MariaDb;

/// <summary>MariaDB Connector/C, as its headers mysql.h and mariadb_stmt.h of version 3.3 declare it.</summary>
internal static unsafe partial class MariaDbNative
{
    public const int OptionConnectTimeout = 0;
    public const int OptionCharset = 7;
    public const int OptionLocalInfile = 8;
    public const int OptionProtocol = 9;
    public const uint ProtocolTcp = 1;
    public const uint ClientMultiStatements = 1 << 16;
    public const uint ClientMultiResults = 1 << 17;
    public const int NoData = 100;
    public const int DataTruncated = 101;

    private const string Library = "mariadb";
    private static readonly string[] Files = ["libmariadb.so.3", "libmariadb.3.dylib", "libmariadb.dylib", "libmariadb.dll"];
    private static readonly Lazy<nint> Handle = new(Load);

    static MariaDbNative() => NativeLibrary.SetDllImportResolver(
        Assembly.GetExecutingAssembly(), (name, _, _) => name == Library ? Handle.Value : 0);

    [LibraryImport(Library, EntryPoint = "mysql_init")]
    public static partial MariaDbHandle Init(nint none);

    [LibraryImport(Library, EntryPoint = "mysql_close")]
    public static partial void Close(nint connection);

    [LibraryImport(Library, EntryPoint = "mysql_options", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int SetOption(MariaDbHandle connection, int option, string value);

    [LibraryImport(Library, EntryPoint = "mysql_options")]
    public static partial int SetOption(MariaDbHandle connection, int option, in uint value);

    [LibraryImport(Library, EntryPoint = "mysql_real_connect", StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint Connect(
        MariaDbHandle connection, string host, string user, string password, string? database, uint port, string? socket, CULong flags);

    [LibraryImport(Library, EntryPoint = "mysql_errno")]
    public static partial uint ErrorNumber(MariaDbHandle connection);

    [LibraryImport(Library, EntryPoint = "mysql_error")]
    public static partial nint ErrorText(MariaDbHandle connection);

    [LibraryImport(Library, EntryPoint = "mysql_sqlstate")]
    public static partial nint SqlState(MariaDbHandle connection);

    [LibraryImport(Library, EntryPoint = "mysql_get_server_info")]
    public static partial nint ServerInfo(MariaDbHandle connection);

    [LibraryImport(Library, EntryPoint = "mysql_thread_id")]
    public static partial CULong ThreadId(MariaDbHandle connection);

    [LibraryImport(Library, EntryPoint = "mysql_ping")]
    public static partial int Ping(MariaDbHandle connection);

    [LibraryImport(Library, EntryPoint = "mariadb_cancel")]
    public static partial int Abort(MariaDbHandle connection);

    [LibraryImport(Library, EntryPoint = "mysql_warning_count")]
    public static partial uint WarningCount(MariaDbHandle connection);

    [LibraryImport(Library, EntryPoint = "mysql_select_db", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int SelectDatabase(MariaDbHandle connection, string database);

    [LibraryImport(Library, EntryPoint = "mysql_real_query")]
    public static partial int Query(MariaDbHandle connection, byte* sql, CULong length);

    [LibraryImport(Library, EntryPoint = "mysql_use_result")]
    public static partial nint UseResult(MariaDbHandle connection);

    [LibraryImport(Library, EntryPoint = "mysql_next_result")]
    public static partial int NextResult(MariaDbHandle connection);

    [LibraryImport(Library, EntryPoint = "mysql_field_count")]
    public static partial uint FieldCount(MariaDbHandle connection);

    [LibraryImport(Library, EntryPoint = "mysql_affected_rows")]
    public static partial ulong AffectedRows(MariaDbHandle connection);

    [LibraryImport(Library, EntryPoint = "mysql_num_fields")]
    public static partial uint FieldsOf(nint result);

    [LibraryImport(Library, EntryPoint = "mysql_fetch_fields")]
    public static partial Field* FetchFields(nint result);

    [LibraryImport(Library, EntryPoint = "mysql_fetch_row")]
    public static partial byte** FetchRow(nint result);

    [LibraryImport(Library, EntryPoint = "mysql_fetch_lengths")]
    public static partial CULong* FetchLengths(nint result);

    [LibraryImport(Library, EntryPoint = "mysql_free_result")]
    public static partial void FreeResult(nint result);

    [LibraryImport(Library, EntryPoint = "mysql_stmt_init")]
    public static partial nint StatementInit(MariaDbHandle connection);

    [LibraryImport(Library, EntryPoint = "mysql_stmt_prepare")]
    public static partial int StatementPrepare(nint statement, byte* sql, CULong length);

    [LibraryImport(Library, EntryPoint = "mysql_stmt_param_count")]
    public static partial CULong StatementParameters(nint statement);

    [LibraryImport(Library, EntryPoint = "mysql_stmt_bind_param")]
    public static partial byte StatementBindParameters(nint statement, Bind* binds);

    [LibraryImport(Library, EntryPoint = "mysql_stmt_bind_result")]
    public static partial byte StatementBindResult(nint statement, Bind* binds);

    [LibraryImport(Library, EntryPoint = "mysql_stmt_execute")]
    public static partial int StatementExecute(nint statement);

    [LibraryImport(Library, EntryPoint = "mysql_stmt_result_metadata")]
    public static partial nint StatementMetadata(nint statement);

    [LibraryImport(Library, EntryPoint = "mysql_stmt_fetch")]
    public static partial int StatementFetch(nint statement);

    [LibraryImport(Library, EntryPoint = "mysql_stmt_fetch_column")]
    public static partial int StatementFetchColumn(nint statement, Bind* bind, uint column, CULong offset);

    [LibraryImport(Library, EntryPoint = "mysql_stmt_next_result")]
    public static partial int StatementNextResult(nint statement);

    [LibraryImport(Library, EntryPoint = "mysql_stmt_free_result")]
    public static partial byte StatementFreeResult(nint statement);

    [LibraryImport(Library, EntryPoint = "mysql_stmt_affected_rows")]
    public static partial ulong StatementAffectedRows(nint statement);

    [LibraryImport(Library, EntryPoint = "mysql_stmt_field_count")]
    public static partial uint StatementFieldCount(nint statement);

    [LibraryImport(Library, EntryPoint = "mysql_stmt_close")]
    public static partial byte StatementClose(nint statement);

    [LibraryImport(Library, EntryPoint = "mysql_stmt_errno")]
    public static partial uint StatementErrorNumber(nint statement);

    [LibraryImport(Library, EntryPoint = "mysql_stmt_error")]
    public static partial nint StatementErrorText(nint statement);

    [LibraryImport(Library, EntryPoint = "mysql_stmt_sqlstate")]
    public static partial nint StatementSqlState(nint statement);

    private static nint Load()
    {
        foreach (var file in Files)
            if (NativeLibrary.TryLoad(file, out var handle))
                return handle;
        throw new DllNotFoundException(
            "MariaDB Connector/C (libmariadb) is not on this machine. Debian and Ubuntu: apt-get install libmariadb3; macOS: brew install mariadb-connector-c; "
            + "or use MySqlConnector: #!import ../helpers/packages/mysqlconnector.csx");
    }

    /// <summary>MYSQL_FIELD.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct Field
    {
        public byte* Name;
        public byte* OriginalName;
        public byte* Table;
        public byte* OriginalTable;
        public byte* Database;
        public byte* Catalog;
        public byte* Default;
        public CULong Length;
        public CULong MaximalLength;
        public uint NameLength;
        public uint OriginalNameLength;
        public uint TableLength;
        public uint OriginalTableLength;
        public uint DatabaseLength;
        public uint CatalogLength;
        public uint DefaultLength;
        public uint Flags;
        public uint Decimals;
        public uint Charset;
        public MariaDbType Type;
        public nint Extension;
    }

    /// <summary>MYSQL_BIND.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct Bind
    {
        public CULong* Length;
        public byte* IsNull;
        public void* Buffer;
        public byte* Error;
        public nint Row;
        public nint StoreParameter;
        public nint FetchResult;
        public nint SkipResult;
        public CULong BufferLength;
        public CULong Offset;
        public CULong LengthValue;
        public uint Flags;
        public uint PackLength;
        public MariaDbType BufferType;
        public byte ErrorValue;
        public byte IsUnsigned;
        public byte LongDataUsed;
        public byte IsNullValue;
        public nint Extension;
    }

    /// <summary>MYSQL_TIME.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct Time
    {
        public uint Year;
        public uint Month;
        public uint Day;
        public uint Hour;
        public uint Minute;
        public uint Second;
        public CULong Microseconds;
        public byte IsNegative;
        public int Kind;
    }
}

/// <summary>A MYSQL*; freed only when no call uses it any more.</summary>
internal sealed class MariaDbHandle() : SafeHandle(0, ownsHandle: true)
{
    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle()
    {
        MariaDbNative.Close(handle);
        return true;
    }
}

/// <summary>enum_field_types of mariadb_com.h.</summary>
internal enum MariaDbType
{
    Decimal = 0,
    Tiny = 1,
    Short = 2,
    Long = 3,
    Float = 4,
    Double = 5,
    Null = 6,
    Timestamp = 7,
    LongLong = 8,
    Int24 = 9,
    Date = 10,
    Time = 11,
    DateTime = 12,
    Year = 13,
    VarChar = 15,
    Bit = 16,
    Json = 245,
    NewDecimal = 246,
    Enum = 247,
    Set = 248,
    TinyBlob = 249,
    MediumBlob = 250,
    LongBlob = 251,
    Blob = 252,
    VarString = 253,
    String = 254,
    Geometry = 255,
}
