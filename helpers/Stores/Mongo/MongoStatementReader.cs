using MongoDB.Bson;
using StorageCourse.Host;

namespace StorageCourse.Stores.Mongo;

/// <summary>Reads the statements of a cell: mongosh's commands, ended by a semicolon or a line.</summary>
internal sealed class MongoStatementReader
{
    private static readonly string[] Shows = ["dbs", "databases", "collections", "tables", "users", "profile"];
    private readonly MongoScanner scanner;
    private readonly MongoValueReader values;

    private MongoStatementReader(string text, MongoVariable variable)
    {
        scanner = new(text);
        values = new(scanner, variable);
    }

    /// <summary>All statements, with C# variables in their places.</summary>
    /// <exception cref="CellException">With line and column: SyntaxError, UnknownVariable or UnknownType.</exception>
    public static IReadOnlyList<MongoStatement> Read(string text, MongoVariable variable)
    {
        var reader = new MongoStatementReader(text, variable);
        var statements = new List<MongoStatement>();
        while (true)
        {
            reader.scanner.Space();
            if (reader.scanner.IsAtEnd) return statements;
            if (reader.scanner.Take(';')) continue;
            statements.Add(reader.Statement());
            var line = reader.scanner.Space();
            if (!line && !reader.scanner.IsAtEnd && reader.scanner.Current != ';')
                throw reader.scanner.Error($"expected ';' or a new line before the next statement, got {reader.scanner.Found()}{(reader.scanner.Current is '=' or '+' or '-' or '?' ? ": " + MongoScanner.Beyond : "")}", reader.scanner.At);
        }
    }

    private MongoStatement Statement()
    {
        var start = scanner.At;
        var (line, _) = scanner.Place(start);
        var first = scanner.Name();
        switch (first)
        {
            case "db":
                return Db(start, line);
            case "show":
                var what = Word("what to show");
                return Shows.Contains(what) ? new ShowStatement(what, line, scanner.Slice(start))
                    : throw scanner.Error($"expected show {string.Join(", ", Shows)}; got show {what}", start);
            case "use":
                return new UseStatement(Word("the name of a database"), line, scanner.Slice(start));
            case "it":
                throw scanner.Error("a cell has no next page: show more with --limit, as in #!mongo --limit 200, or say skip(…)", start);
            default:
                var found = first.Length > 0 ? first : scanner.Found();
                throw scanner.Error($"expected db.…, show … or use …, got {found}: {MongoScanner.Beyond}", start);
        }
    }

    // The rest of the line up to white space or a semicolon.
    private string Word(string what)
    {
        if (scanner.Space()) throw scanner.Error($"expected {what}", scanner.At);
        var start = scanner.At;
        if (scanner.Current is '"' or '\'') return scanner.Quoted();
        while (!scanner.IsAtEnd && !char.IsWhiteSpace(scanner.Current) && scanner.Current != ';') scanner.At++;
        return scanner.At > start ? scanner.Slice(start) : throw scanner.Error($"expected {what}", start);
    }

    private CallStatement Db(int start, int line)
    {
        string? database = null;
        var path = new List<string>();
        var calls = new List<MongoCall>();
        while (true)
        {
            var before = scanner.At;
            scanner.Space();
            if (scanner.Current == '[' && calls.Count == 0 && scanner.Peek(1) is '"' or '\'')
            {
                scanner.At++;
                path.Add(scanner.Quoted());
                scanner.Expect(']', "after the name of a collection");
                continue;
            }

            if (scanner.Current is not '.' and not '?' || (scanner.Current == '?' && scanner.Peek(1) != '.'))
            {
                scanner.At = before;
                break;
            }

            scanner.At++;
            scanner.Space();
            var at = scanner.At;
            var name = scanner.Name();
            if (name.Length == 0) throw scanner.Error($"expected the name of a collection or method after the dot, got {scanner.Found()}", at);
            var end = scanner.At;
            scanner.Space();
            if (scanner.Current != '(')
            {
                scanner.At = end;
                if (calls.Count > 0) throw scanner.Error($"expected {name}(…): {MongoScanner.Beyond}", at);
                path.Add(name);
                continue;
            }

            var (callLine, column) = scanner.Place(at);
            if (MongoMethods.TakesFunction(name)) throw scanner.Error($"{name} takes a function: {MongoScanner.Beyond}. There: await foreach over lab.Mongo, or #!mongo --name x and foreach over x", at);
            var arguments = values.Arguments();
            if (calls.Count == 0 && path.Count == 0 && name is "getSiblingDB" or "getCollection" && arguments is [BsonString named])
            {
                if (name == "getSiblingDB") database = named.AsString;
                else path.Add(named.AsString);
                continue;
            }

            calls.Add(new(name, arguments, callLine, column));
        }

        return new(database, path.Count == 0 ? null : string.Join('.', path), calls, line, scanner.Slice(start));
    }
}
