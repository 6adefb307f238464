using System.Data.Common;
using System.Text.Json;
using System.Xml;
using System.Xml.Linq;
using MongoDB.Bson;
using MongoDB.Driver;
using Npgsql;
using StorageCourse.Host;
using StorageCourse.Stores.Mongo;
using StorageCourse.Stores.MySql;
using StorageCourse.Stores.Plans;
using StorageCourse.Stores.PostgreSql;
using StorageCourse.Stores.SqlServer;

namespace StorageCourse;

/// <summary>How a server ran a query, or how it means to: read from EXPLAIN in JSON or a showplan in XML, shown as a tree with the costly step marked.</summary>
/// <remarks>
/// PostgreSQL: <c>explain (analyze, buffers, format json)</c>. MariaDB: <c>analyze format=json</c>, or <c>explain format=json</c> for the plan
/// alone; the latter is also read from MySQL. SQL Server: <c>set statistics xml on</c>, or <c>set showplan_xml on</c> for the plan alone.
/// MongoDB: explain("executionStats").
/// </remarks>
public sealed class Plan : IDisplayable, IEvidence
{
    internal Plan(string server, PlanNode root)
    {
        Server = server;
        Root = root;
        Nodes = [.. root.Descend()];
    }

    /// <summary>Whose plan it is: "PostgreSQL", "MariaDB" (which stands for MySQL too), "SQL Server" or "MongoDB".</summary>
    public string Server { get; }

    /// <summary>What the costs of its steps are: "expected cost" in a planner's unit, or "entries examined", keys and documents of MongoDB.</summary>
    public string CostName { get; internal init; } = "expected cost";

    /// <summary>The step that hands out the result.</summary>
    public PlanNode Root { get; }

    /// <summary>All steps, parents first.</summary>
    public IReadOnlyList<PlanNode> Nodes { get; }

    /// <summary>Milliseconds of planning, or null.</summary>
    public double? PlanningMilliseconds { get; internal init; }

    /// <summary>Milliseconds of execution as the server measured them; null where the query was not run.</summary>
    public double? Milliseconds { get; internal init; }

    /// <summary>Pages that the query touched, in memory or not; null where nobody counted.</summary>
    public long? Pages => Root.Pages;

    /// <summary>Rows of the result; null where the query was not run.</summary>
    public double? Rows => Root.ActualRows;

    /// <summary>The step that took most of the time, or where nothing was run the one that is expected to cost most.</summary>
    public PlanNode Costliest => Nodes.MaxBy(node => node.OwnMilliseconds ?? OwnCost(node))!;

    /// <summary>The plan that a cell's result holds.</summary>
    /// <param name="explained">What <c>#!sql --name x</c> bound: one row, one column.</param>
    /// <exception cref="ArgumentException">The result is no plan in JSON or XML.</exception>
    public static Plan Show(QueryResult explained)
    {
        ArgumentNullException.ThrowIfNull(explained);
        if (explained.Columns.Count == 1 && explained.Count > 0 && explained[0].Values.First() is string plan) return Parse(plan);
        throw new ArgumentException(
            $"expected one column with a plan, as explain (analyze, buffers, format json) or set statistics xml on gives it; got {explained.Columns.Count} columns and {explained.Count} rows",
            nameof(explained));
    }

    /// <summary>The plan that MongoDB explained: what <c>#!mongo --name x</c> bound, or the command <c>explain</c> returned.</summary>
    /// <exception cref="ArgumentException">The document is no explain.</exception>
    public static Plan Show(BsonDocument explained)
    {
        ArgumentNullException.ThrowIfNull(explained);
        return Parse(explained.ToJson(new() { OutputMode = MongoDB.Bson.IO.JsonOutputMode.RelaxedExtendedJson }));
    }

    /// <inheritdoc cref="Show(BsonDocument)"/>
    public static Plan Show(Documents explained)
    {
        ArgumentNullException.ThrowIfNull(explained);
        return explained.Count == 1 ? Show(explained[0]) : throw new ArgumentException($"expected one document, an explain; got {explained.Count}", nameof(explained));
    }

    /// <summary>Two plans side by side, with what changed in figures above them.</summary>
    public static PlanComparison Compare(QueryResult before, QueryResult after) => Compare(Show(before), Show(after));

    /// <summary>Two plans side by side, with what changed in figures above them.</summary>
    /// <param name="before">The first.</param>
    /// <param name="after">The second.</param>
    /// <param name="beforeName">What the first is called, in the picture and as a variant of the evidence.</param>
    /// <param name="afterName">What the second is called.</param>
    public static PlanComparison Compare(Plan before, Plan after, string beforeName = "before", string afterName = "after") =>
        new(before, after, beforeName, afterName);

    /// <summary>Reads a plan from the server's JSON, or SQL Server's XML.</summary>
    /// <exception cref="ArgumentException">The text is no plan of PostgreSQL, MariaDB, MySQL, SQL Server or MongoDB.</exception>
    public static Plan Parse(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        if (json.AsSpan().TrimStart().StartsWith("<")) return ParseXml(json);
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(json);
        }
        catch (JsonException exception)
        {
            throw new ArgumentException(
                $"expected a plan in JSON (format json), got text that begins with \"{json[..Math.Min(40, json.Length)]}\"", nameof(json), exception);
        }

        using (document)
        {
            var root = document.RootElement;
            if (root.ValueKind == JsonValueKind.Array && root.GetArrayLength() > 0) root = root[0];
            if (root.ValueKind == JsonValueKind.Object && root.TryGetProperty("Plan", out _)) return PostgresPlan.Read(root);
            if (root.ValueKind == JsonValueKind.Object && root.TryGetProperty("query_block", out _)) return MariaDbPlan.Read(root);
            if (MongoPlan.IsExplain(root)) return MongoPlan.Read(root);
        }

        throw new ArgumentException(
            "expected a plan of PostgreSQL (with \"Plan\"), of MariaDB or MySQL (with \"query_block\") or of MongoDB (with \"queryPlanner\"), got other JSON", nameof(json));
    }

    /// <summary>
    /// Counters of the whole plan: "pages" and "rows" where the query was run, and the server's own, summed over all steps: "Heap Fetches",
    /// "Rows Removed by Filter".
    /// </summary>
    public IReadOnlyDictionary<string, double> Counters
    {
        get
        {
            var counters = Nodes.SelectMany(node => node.Facts).Where(fact => fact.Number is not null).GroupBy(fact => fact.Name, StringComparer.Ordinal)
                .ToDictionary(group => group.Key, group => group.Sum(fact => fact.Number!.Value), StringComparer.Ordinal);
            if (Pages is { } pages) counters["pages"] = pages;
            if (Rows is { } rows) counters["rows"] = rows;
            return counters;
        }
    }

    private static Plan ParseXml(string xml)
    {
        XElement root;
        try
        {
            root = XElement.Parse(xml);
        }
        catch (XmlException exception)
        {
            throw new ArgumentException($"expected a plan in XML, but the text is cut off or no XML: {exception.Message}", nameof(xml), exception);
        }

        return SqlServerPlan.IsShowplan(root) ? SqlServerPlan.Read(root) : throw new ArgumentException($"expected a plan of SQL Server (ShowPlanXML), got <{root.Name.LocalName}>", nameof(xml));
    }

    /// <summary>Lets the server run a query under EXPLAIN, and reads its plan. The query is really run: what it changes is changed.</summary>
    /// <param name="connection">An open connection to PostgreSQL, MariaDB or SQL Server.</param>
    /// <param name="sql">One statement, without EXPLAIN.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="DbException">The server refuses.</exception>
    /// <exception cref="NotSupportedException">The connection is another driver's.</exception>
    public static async Task<Plan> ExplainAsync(DbConnection connection, string sql, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(connection);
        var isPostgres = connection is NpgsqlConnection;
        if (!isPostgres && MsSqlConnections.Owns(connection)) return Parse(await SqlServerPlan.RunAsync(connection, sql, cancellationToken));
        if (!isPostgres && !MySqlConnections.Owns(connection)) throw StoreConnections.Unknown(connection);
        await using var command = connection.CreateCommand();
        command.CommandText = isPostgres ? $"explain (analyze, buffers, wal, format json) {sql}" : $"analyze format=json {sql}";
        return Parse((string)(await command.ExecuteScalarAsync(cancellationToken))!);
    }

    /// <summary>Lets MongoDB run a command under explain, and reads its plan.</summary>
    /// <param name="database">The lab's: <c>lab.Mongo.Database()</c>.</param>
    /// <param name="command">A find, aggregate, count, distinct, update or delete, as <c>BsonDocument.Parse("{ find: 'orders', filter: { _id: 1 } }")</c> or as a driver has sent it.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="MongoCommandException">The server refuses.</exception>
    public static async Task<Plan> ExplainAsync(IMongoDatabase database, BsonDocument command, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(database);
        // What a driver adds for the sending (session, database, cluster time) the explain says itself.
        var bare = new BsonDocument(command.Where(field => field.Name[0] != '$' && field.Name != "lsid"));
        return Show(await database.RunCommandAsync<BsonDocument>(new BsonDocument { { "explain", bare }, { "verbosity", "executionStats" } }, cancellationToken: cancellationToken));
    }

    /// <inheritdoc/>
    public Bundle ToBundle() => Bundle.Html(PlanHtml.Of(this), PlanText.Of(this));

    /// <summary>The part of the cost that is a step's own.</summary>
    internal static double OwnCost(PlanNode node) => Math.Max(0, (node.Cost ?? 0) - node.Children.Sum(child => child.Cost ?? 0));
}
