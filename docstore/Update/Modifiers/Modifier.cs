using StorageCourse.Docstore.Bson;

namespace StorageCourse.Docstore.Update;

/// <summary>What an update operator does to one value.</summary>
internal abstract class Modifier
{
    /// <summary>The value afterwards: the same where nothing changes, Missing to remove it.</summary>
    /// <param name="value">The value before, Missing where there is none.</param>
    /// <param name="at">Where this happens.</param>
    public abstract BsonValue Apply(BsonValue value, Place at);

    /// <summary>A place in the document that is updated.</summary>
    /// <param name="Run">The update at work.</param>
    /// <param name="Path">The path, with positions in place of <c>$</c> and its like.</param>
    internal readonly record struct Place(UpdateRun Run, string Path)
    {
        /// <summary>The last component of the path.</summary>
        public string Name => Path[(Path.LastIndexOf('.') + 1)..];

        /// <summary>The document's _id, as messages have it.</summary>
        public string Document => Run.Name();
    }
}
