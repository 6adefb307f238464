using System.Collections.Concurrent;
using System.Globalization;
using MongoDB.Driver;
using StorageCourse.Host;
using StorageCourse.Stores.Cells;

namespace StorageCourse.Stores.Mongo;

/// <summary>MongoDB cells: mongosh's command language.</summary>
internal sealed class MongoLanguage : IStoreLanguage
{
    private const string Store = "mongo";
    private const int DocumentsShown = 50;
    private const int MostDocumentsShown = 1_000;
    private const int DocumentsKept = 10_000;
    private const int LongestSource = 90;
    private readonly ConcurrentDictionary<(string Store, string Name), MongoSession> sessions = new();
    private readonly MongoCompletion completion;

    public MongoLanguage() => completion = new(Store, () => sessions.TryGetValue((Store, ""), out var session) && session.Database.Length > 0 ? session.Database : null);

    public string Name => Store;

    public IReadOnlyList<string> Aliases => [];

    public string Description => "mongosh's commands on the lab's MongoDB: db.orders.find({…}).sort({…}). $name, in the place of a value, is the C# variable of that name.";

    public string ColouredAs => "javascript";

    public IReadOnlyList<CellOption> Options { get; } =
    [
        new("--name", "the C# variable that gets the last statement's documents, a Documents"),
        new("--on", "the session to run in, opened when first used; each has a database of its own choice"),
        new("--limit", "how many documents to show (50 unless said), and with --name to keep (10000 unless said)"),
        CellOptions.Store,
    ];

    public async Task RunAsync(CellSubmission submission, IHost host, CancellationToken cancellationToken)
    {
        var limit = CellOptions.Limit(submission, "documents");
        var name = CellOptions.Name(submission);
        var (store, server) = CellOptions.Server(submission, Store, Name);
        // All is understood before anything is sent.
        var statements = MongoStatementReader.Read(submission.TextInCell, MongoBinder.From(host));
        var actions = statements.Select(statement => statement is CallStatement call ? MongoTranslation.Of(call) : null).ToList();
        var output = new CellOutput(host);
        if (statements.Count == 0)
        {
            output.Line("nothing to run: the cell holds no command");
            output.Flush();
            return;
        }

        var session = sessions.GetOrAdd((store, submission.Option("--on") ?? ""), key => new MongoSession(key.Store, key.Name));
        var show = Math.Min(limit ?? DocumentsShown, MostDocumentsShown);
        var keep = Math.Max(show, name is null ? 0 : limit ?? DocumentsKept);
        Documents? last = null;
        try
        {
            var (mongo, note) = await session.OpenAsync(server, cancellationToken);
            var client = mongo.Client;
            // One of the server's for each cell: an interrupt ends it.
            using var lasting = await client.StartSessionAsync(cancellationToken: cancellationToken);
            if (note is not null) output.Line(note);
            for (var i = 0; i < statements.Count; i++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (statements.Count > 1) output.Line("> " + Shorten(statements[i].Source));
                var target = new MongoTarget(client, lasting, session.Database, keep);
                last = await RunAsync(statements[i], actions[i], target, session, show, output, cancellationToken) ?? last;
            }

            if (name is null) return;
            if (last is null) output.Line($"no result, so {name} was not set");
            else CellOptions.Bind(host, name, last, last.Count, last.Total, "documents", output);
        }
        finally
        {
            output.Flush();
        }
    }

    public void CloseSessions()
    {
        sessions.Clear();
    }

    public Task<CellCompletions> CompleteAsync(string text, int position, IHost host, CancellationToken cancellationToken) =>
        completion.CompleteAsync(text, position, host, cancellationToken);

    private static async Task<Documents?> RunAsync(
        MongoStatement statement, MongoAction? action, MongoTarget target, MongoSession session, int show, CellOutput output, CancellationToken cancellationToken)
    {
        var started = TimeProvider.System.GetTimestamp();
        try
        {
            switch (statement)
            {
                case UseStatement use:
                    session.Database = use.Database;
                    output.Line($"switched to db {use.Database}");
                    return null;
                case ShowStatement what:
                    var shown = await MongoDatabases.ShowAsync(what.What, target, cancellationToken);
                    output.Display(DocumentList.Pre(shown, Duration.Format(TimeProvider.System.GetElapsedTime(started))));
                    return null;
            }

            var outcome = await action!(target, cancellationToken);
            var elapsed = TimeProvider.System.GetElapsedTime(started);
            if (outcome is MongoDocuments documents)
            {
                output.Display(DocumentList.ToBundle([.. documents.Kept.Take(show)], documents.Total, elapsed));
                return new(documents.Kept, elapsed, documents.Total);
            }

            var value = (MongoValue)outcome;
            output.Display(DocumentList.Pre(MongoshText.Of(value.Value), Duration.Format(elapsed)));
            return new(value.Documents, elapsed);
        }
        catch (MongoReplyException e)
        {
            throw new CellException(e.CodeName, string.Create(CultureInfo.InvariantCulture, $"{e.Message} (code {e.Code})\nline {statement.Line}: {Shorten(statement.Source)}"), inner: e);
        }
        catch (Exception e) when (e is MongoException or TimeoutException)
        {
            session.Abandon();
            throw new CellException("ConnectionLost",
                $"the connection to the server broke during line {statement.Line}: {Shorten(statement.Source)}\n{e.Message}\n{MongoSession.HowToGoOn(Store)}",
                inner: e);
        }
    }

    private static string Shorten(string source)
    {
        var line = source.ReplaceLineEndings("⏎");
        return line.Length <= LongestSource ? line : line[..LongestSource] + "…";
    }
}
