using System.Globalization;
using StorageCourse.Host;

namespace StorageCourse.Stores.Cells;

/// <summary>The options that all languages of stores have.</summary>
internal static class CellOptions
{
    /// <summary><c>--store</c>, see <see cref="Server"/>.</summary>
    public static CellOption Store { get; } = new("--store", "the server, where a lab has several: the name that Need.Named gave it");

    /// <summary>The variable that <c>--name</c> asks for, or null.</summary>
    /// <exception cref="CellException">It can't be the name of a C# variable.</exception>
    public static string? Name(CellSubmission submission)
    {
        var name = submission.Option("--name");
        return name is null || (name.Length > 0 && (char.IsLetter(name[0]) || name[0] == '_') && name.All(c => char.IsLetterOrDigit(c) || c == '_'))
            ? name
            : throw new CellException("BadOption", $"expected the name of a C# variable after --name, got \"{name}\"");
    }

    /// <summary>The server that <c>--store</c> asks for, the store's own unless said.</summary>
    /// <exception cref="CellException">No lab serves it, or it is another store.</exception>
    /// <exception cref="CellSkippedException">It can't be had here.</exception>
    public static (string Name, StoreServer Server) Server(CellSubmission submission, string store, string language)
    {
        var name = submission.Option("--store") ?? store;
        var server = Lab.Require(name);
        return server.Endpoint.Store == store
            ? (name, server)
            : throw new CellException("WrongStore", $"expected a {store} server for #!{language}, but {name} is {server.Endpoint}");
    }

    /// <summary>How many of a result <c>--limit</c> asks for, or null.</summary>
    /// <param name="submission">The cell.</param>
    /// <param name="things">What is counted: "rows".</param>
    /// <exception cref="CellException">It is no number.</exception>
    public static int? Limit(CellSubmission submission, string things) => submission.Option("--limit") switch
    {
        null => null,
        var text when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) => limit,
        var text => throw new CellException("BadOption", $"expected a number of {things} after --limit, got \"{text}\""),
    };

    /// <summary>Gives a result to C#, and says where it is not whole.</summary>
    /// <param name="host">The engine.</param>
    /// <param name="name">The variable.</param>
    /// <param name="result">Its value.</param>
    /// <param name="kept">How many it holds.</param>
    /// <param name="total">How many there were.</param>
    /// <param name="things">What is counted: "rows".</param>
    /// <param name="output">Where it is said.</param>
    public static void Bind<T>(IHost host, string name, T result, long kept, long total, string things, CellOutput output) where T : notnull
    {
        host.SetVariable(name, result, typeof(T));
        if (kept < total)
            output.Line(string.Create(CultureInfo.InvariantCulture, $"{name} holds the first {kept:N0} of {total:N0} {things}; for all of them say --limit {total}"));
    }
}
