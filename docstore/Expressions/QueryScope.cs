using StorageCourse.Docstore.Bson;

namespace StorageCourse.Docstore.Expressions;

/// <summary>What the expressions of one command share.</summary>
/// <param name="Let">The command's <c>let</c>: variables for <c>$$name</c>.</param>
/// <param name="Now">The value of <c>$$NOW</c>, the same through the whole command.</param>
internal sealed record QueryScope(BsonDocument? Let, DateTime Now);
