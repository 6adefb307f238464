using StorageCourse.Host;

namespace StorageCourse.Stores.Cells;

/// <summary>The options that all languages of stores have.</summary>
internal static class CellOptions
{
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
}
