using System.Data.Common;
using StorageCourse.Display;
using StorageCourse.Host;

namespace StorageCourse.Stores.Sql;

/// <summary>What one SQL server does in its own way; everything else about its cells is <see cref="SqlLanguage"/>.</summary>
internal abstract class SqlDialect
{
    /// <summary>The word after <c>#!</c>.</summary>
    public abstract string Name { get; }

    /// <summary>Other words for it.</summary>
    public virtual IReadOnlyList<string> Aliases => [];

    /// <summary>The lab's name of the store.</summary>
    public abstract string Store { get; }

    /// <summary>The server's own name.</summary>
    public abstract string Title { get; }

    public abstract SqlSyntax Syntax { get; }

    /// <summary>What is sent at once, as errors call it.</summary>
    public virtual string Unit => "statement";

    /// <summary>Whether SET takes parameters.</summary>
    public abstract bool SetTakesParameters { get; }

    /// <summary>Whether the server takes parameters in such a statement; DDL and settings have none.</summary>
    public virtual bool TakesParameters(SqlStatement statement) => SqlBinder.TakesParameters(statement, SetTakesParameters);

    /// <summary>What a statement did, in a few words; "" where its rows say all.</summary>
    /// <param name="statement">The statement.</param>
    /// <param name="affected">Rows affected; below 0 where the server didn't say.</param>
    /// <param name="hasRows">Whether there was a result set.</param>
    public virtual string Tag(SqlStatement statement, long affected, bool hasRows) =>
        hasRows && SqlTag.ReturnsRows(statement) ? "" : SqlTag.Of(statement, affected);

    public abstract SqlPlaceholder Placeholder { get; }

    /// <summary>The words that completion offers.</summary>
    public abstract IReadOnlyList<string> Keywords { get; }

    public abstract Task<DbConnection> OpenAsync(StoreEndpoint endpoint, CancellationToken cancellationToken);

    /// <summary>Calls back for each notice or warning that the server sends.</summary>
    public abstract void OnNotice(DbConnection connection, Action<string> notice);

    /// <summary>Fails if the connection is dead.</summary>
    public abstract Task PingAsync(DbConnection connection);

    /// <exception cref="CellException">A variable's type has no counterpart in the server.</exception>
    public abstract DbCommand CreateCommand(DbConnection connection, BoundSql sql);

    /// <summary>What has to happen between <see cref="CreateCommand"/> and running it.</summary>
    public virtual Task PrepareAsync(DbCommand command, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>How the columns of the current result set are read.</summary>
    public abstract IReadOnlyList<SqlColumn> Columns(DbDataReader reader);

    /// <summary>Whether the only column of a result holds a plan, by its name.</summary>
    public virtual PlanForm PlanIn(string column) => PlanForm.None;

    /// <summary>The columns with the names of types that only the server knows, where <see cref="Columns"/> could not tell them. No reader is open.</summary>
    public virtual Task<IReadOnlyList<TableColumn>> NameTypesAsync(DbConnection connection, IReadOnlyList<TableColumn> columns) => Task.FromResult(columns);

    /// <param name="exception">Of the driver.</param>
    /// <param name="sent">The statement as it was sent; "" where none was.</param>
    public abstract SqlFailure Describe(Exception exception, string sent);

    /// <summary>What would help after a failure, in a sentence; null where the server's own words are enough.</summary>
    public abstract string? HelpFor(SqlFailure failure, SqlStatement statement, BoundSql? sql);

    /// <summary>The table or column that the server does not know, where that is what went wrong.</summary>
    public abstract SqlUnknown? Unknown(SqlFailure failure);

    /// <summary>Why a statement can't run in a cell, and what would do; null where it can.</summary>
    public virtual string? WhyNot(SqlStatement statement) => null;

    /// <summary>What to do where a statement takes no parameters.</summary>
    public virtual string InsteadOfParameters(SqlStatement statement) => "Write the value itself, or build the statement in a C# cell.";

    /// <summary>What can be named in a statement. The connection is completion's own.</summary>
    public abstract Task<SqlCatalog> CatalogAsync(DbConnection connection, CancellationToken cancellationToken);
}

/// <summary>How a column is read.</summary>
/// <param name="Column">Name and the server's type.</param>
/// <param name="Text">The value of the current row in the server's own words; never called for NULL.</param>
/// <param name="Value">The value of the current row in C#; never called for NULL.</param>
internal sealed record SqlColumn(TableColumn Column, Func<DbDataReader, string> Text, Func<DbDataReader, object> Value);

/// <summary>What went wrong.</summary>
/// <param name="Code">The server's code, or a short name.</param>
/// <param name="Message">The server's words.</param>
/// <param name="Position">Where in the text that was sent (UTF-16 units), or null.</param>
/// <param name="Details">More lines, each with its label.</param>
/// <param name="IsCancelled">The server ended the statement because it was asked to.</param>
/// <param name="IsLost">The connection is gone.</param>
/// <param name="Line">In which line of the text that was sent, counted from 1, where the server tells no more; or null.</param>
internal sealed record SqlFailure(
    string Code,
    string Message,
    int? Position = null,
    IReadOnlyList<string>? Details = null,
    bool IsCancelled = false,
    bool IsLost = false,
    int? Line = null);

/// <summary>A name that the server does not know.</summary>
/// <param name="IsTable">A table or view; else a column.</param>
/// <param name="Name">Without its schema or table.</param>
internal sealed record SqlUnknown(bool IsTable, string Name);
