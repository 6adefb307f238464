using StorageCourse.Docstore.Bson;

namespace StorageCourse.Docstore.Storage;

/// <summary>Whether an index may stand beside those that are there.</summary>
internal static class IndexConflicts
{
    /// <summary>True where the same index is there; false where there is room for it.</summary>
    /// <exception cref="MongoError">IndexOptionsConflict (85): the same tree under another name or with another expiry. IndexKeySpecsConflict (86): the name is taken.</exception>
    public static bool IsThereAlready(List<Index> indexes, IndexSpecification wanted)
    {
        foreach (var existing in indexes.Select(index => index.Specification))
        {
            if (existing.IsId && wanted.IsId)
                return true;
            if (existing.Name == wanted.Name)
            {
                if (!existing.HasSameSignature(wanted))
                    throw MongoError.IndexKeySpecsConflict("An existing index has the same name as the requested index. When index names are not specified, they are auto generated and can cause conflicts. Please refer to our documentation. "
                        + $"Requested index: {wanted.ToDocument()}, existing index: {existing.ToDocument()}");
                if (!existing.HasSameOptions(wanted))
                    throw MongoError.IndexOptionsConflict("An equivalent index already exists with the same name but different options. "
                        + $"Requested index: {wanted.ToDocument()}, existing index: {existing.ToDocument()}");
                return true;
            }

            if (existing.HasSameSignature(wanted))
                throw MongoError.IndexOptionsConflict(existing.HasSameOptions(wanted)
                    ? "Index already exists with a different name: " + existing.Name
                    : $"An equivalent index already exists with a different name and options. Requested index: {wanted.ToDocument()}, existing index: {existing.ToDocument()}");
        }

        return false;
    }
}
