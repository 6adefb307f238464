using StorageCourse.Docstore.Bson;
using StorageCourse.Docstore.Expressions;
using StorageCourse.Docstore.Fields;
using StorageCourse.Docstore.Query;

namespace StorageCourse.Docstore.Update;

/// <summary>The <c>arrayFilters</c> of an update: which elements <c>$[id]</c> stands for.</summary>
internal sealed class ArrayFilters
{
    private readonly Dictionary<string, Filter> filters = [];
    private readonly HashSet<string> used = [];

    /// <exception cref="MongoError">FailedToParse or BadValue: not one identifier a filter, an identifier twice, or a query that is wrong.</exception>
    public ArrayFilters(BsonArray? specifications, QueryScope scope)
    {
        if (specifications is null)
            return;
        foreach (var specification in specifications)
        {
            if (specification.Type != BsonType.Document)
                throw MongoError.TypeMismatch($"BSON field 'update.updates.arrayFilters.0' is the wrong type '{specification.Type.Alias()}', expected type 'object'");
            Filter filter;
            try
            {
                filter = Filter.Parse(specification.AsDocument, scope);
            }
            catch (MongoError wrong)
            {
                throw new MongoError(wrong.Code, wrong.CodeName, $"Error parsing array filter :: caused by :: {wrong.Message}");
            }

            Add(filter);
        }
    }

    /// <summary>Whether the element is one of those that the identifier stands for.</summary>
    public bool Selects(string identifier, in BsonValue element) => filters[identifier].Matches(new BsonDocument { { identifier, element } });

    /// <summary>Notes that a path has the identifier.</summary>
    /// <exception cref="MongoError">BadValue: no filter defines it.</exception>
    public void Use(string identifier, FieldPath path)
    {
        if (!filters.ContainsKey(identifier))
            throw MongoError.BadValue($"No array filter found for identifier '{identifier}' in path '{path}'");
        used.Add(identifier);
    }

    /// <exception cref="MongoError">FailedToParse: no path has the identifier of one of the filters.</exception>
    public void CheckUsed(BsonDocument update)
    {
        if (filters.Keys.FirstOrDefault(identifier => !used.Contains(identifier)) is { } unused)
            throw MongoError.FailedToParse($"The array filter for identifier '{unused}' was not used in the update {update}");
    }

    private void Add(Filter filter)
    {
        string? identifier = null;
        Identify(filter, ref identifier);
        if (identifier is null)
            throw MongoError.FailedToParse("Cannot use an expression without a top-level field name in arrayFilters");
        if (!char.IsAsciiLetterLower(identifier.FirstOrDefault()) || !identifier.All(char.IsAsciiLetterOrDigit))
            throw MongoError.BadValue($"Error parsing array filter :: caused by :: The top-level field name must be an alphanumeric string beginning with a lowercase letter, found '{identifier}'");
        if (!filters.TryAdd(identifier, filter))
            throw MongoError.FailedToParse($"Found multiple array filters with the same top-level field name {identifier}");
    }

    private static void Identify(Filter filter, ref string? identifier)
    {
        switch (filter)
        {
            case CompoundFilter compound:
                foreach (var part in compound.Parts)
                    Identify(part, ref identifier);
                break;
            case FieldFilter { Path: var path }:
                identifier ??= path.Names[0];
                if (identifier != path.Names[0])
                    throw MongoError.FailedToParse($"Error parsing array filter :: caused by :: Expected a single top-level field name, found '{identifier}' and '{path.Names[0]}'");
                break;
        }
    }
}
