namespace StorageCourse.Docstore.Commands;

/// <summary>Makes a static method <c>BsonDocument Name(CommandContext c)</c> answer a command. The class has to be listed in <see cref="CommandTable"/>.</summary>
/// <param name="name">The command's name as clients send it; several attributes give a command several names.</param>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
internal sealed class CommandAttribute(string name) : Attribute
{
    /// <summary>The command's name.</summary>
    public string Name { get; } = name;

    /// <summary>
    /// The fields that it takes beside its name, separated by spaces; those of every command (see <see cref="GenericArguments"/>) are left out.
    /// Any other field is refused with code 40415 before the method runs: nothing is accepted and ignored.
    /// </summary>
    public string Fields { get; init; } = "";

    /// <summary>Whether clients may send it before they have authenticated, as to mongod.</summary>
    public bool BeforeAuthentication { get; init; }

    /// <summary>Whether it is answered on the database "admin" alone, as by mongod.</summary>
    public bool AdminOnly { get; init; }

    /// <summary>True where drivers add fields of their own (the handshake): then <see cref="Fields"/> is not checked.</summary>
    public bool TakesAnyField { get; init; }
}
