using MongoDB.Bson;

namespace StorageCourse.Stores.Mongo;

/// <summary>A statement of a cell.</summary>
/// <param name="Line">The line of the cell's text in which it begins, counted from 1.</param>
/// <param name="Source">As it was written.</param>
internal abstract record MongoStatement(int Line, string Source);

/// <summary><c>show dbs</c>, <c>show collections</c>, …</summary>
internal sealed record ShowStatement(string What, int Line, string Source) : MongoStatement(Line, Source);

/// <summary><c>use shop</c></summary>
internal sealed record UseStatement(string Database, int Line, string Source) : MongoStatement(Line, Source);

/// <summary><c>db.orders.find({}).sort({})</c>: a collection (none for calls of the database itself) and what is called on it, one after another.</summary>
/// <param name="Database">Another database than the session's, by getSiblingDB; or null.</param>
/// <param name="Collection">Null for the database itself.</param>
/// <param name="Calls">May be empty: <c>db</c>, <c>db.orders</c>.</param>
internal sealed record CallStatement(string? Database, string? Collection, IReadOnlyList<MongoCall> Calls, int Line, string Source) : MongoStatement(Line, Source);

/// <summary>A method and its arguments.</summary>
/// <param name="Line">Of its name, counted from 1.</param>
/// <param name="Column">Of its name, counted from 1.</param>
internal sealed record MongoCall(string Method, IReadOnlyList<BsonValue> Arguments, int Line, int Column);
