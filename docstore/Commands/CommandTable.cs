using System.Collections.Frozen;
using System.Reflection;
using StorageCourse.Docstore.Bson;

namespace StorageCourse.Docstore.Commands;

/// <summary>All commands that docstore answers, read from the attributes of the classes listed here.</summary>
internal static class CommandTable
{
    private static readonly Type[] Sources =
    [
        typeof(HandshakeCommands),
        typeof(AuthenticationCommands),
        typeof(SessionCommands),
        typeof(DiagnosticCommands),
        typeof(OperationCommands),
        typeof(FindCommands),
        typeof(WriteCommands),
        typeof(FindAndModifyCommand),
        typeof(AggregateCommand),
        typeof(IndexCommands),
        typeof(CollectionCommands),
        typeof(DatabaseCommands),
        typeof(ExplainCommand),
    ];

    /// <summary>By name. Names of commands are case-sensitive, as mongod's are.</summary>
    public static FrozenDictionary<string, CommandEntry> All { get; } = Sources
        .SelectMany(source => source.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic))
        .SelectMany(method => method.GetCustomAttributes<CommandAttribute>().Select(attribute => new CommandEntry(
            attribute,
            attribute.Fields.Split(' ', StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(),
            method.CreateDelegate<Func<CommandContext, BsonDocument>>())))
        .ToFrozenDictionary(entry => entry.Attribute.Name);
}

/// <summary>A command that docstore answers.</summary>
/// <param name="Attribute">Its name and what has to be checked before it runs.</param>
/// <param name="Fields">See <see cref="CommandAttribute.Fields"/>.</param>
/// <param name="Run">Answers it; throws <see cref="MongoError"/>.</param>
internal sealed record CommandEntry(CommandAttribute Attribute, FrozenSet<string> Fields, Func<CommandContext, BsonDocument> Run);
