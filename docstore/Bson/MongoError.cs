namespace StorageCourse.Docstore.Bson;

/// <summary>An error as MongoDB reports it: <c>{ok: 0, errmsg, code, codeName}</c>. Whatever the server refuses is thrown as this.</summary>
/// <param name="code">MongoDB's number, from its error_codes.yml, or the number of a place in its source (a Location).</param>
/// <param name="codeName">MongoDB's name of the number.</param>
/// <param name="message">What was expected, what came, what to do.</param>
internal sealed class MongoError(int code, string codeName, string message) : Exception(message)
{
    /// <summary>MongoDB's number of the error.</summary>
    public int Code => code;

    /// <summary>MongoDB's name of the error.</summary>
    public string CodeName => codeName;

    /// <summary>What the reply has beside the message, such as <c>keyPattern</c> and <c>keyValue</c> of a duplicate key.</summary>
    public BsonDocument? Details { get; init; }

    // One factory for each error that is thrown in more than one place; the numbers are those of MongoDB's error_codes.yml.
    internal static MongoError InternalError(string message) => new(1, nameof(InternalError), message);
    internal static MongoError BadValue(string message) => new(2, nameof(BadValue), message);
    internal static MongoError FailedToParse(string message) => new(9, nameof(FailedToParse), message);
    internal static MongoError Unauthorized(string message) => new(13, nameof(Unauthorized), message);
    internal static MongoError TypeMismatch(string message) => new(14, nameof(TypeMismatch), message);
    internal static MongoError Overflow(string message) => new(15, nameof(Overflow), message);
    internal static MongoError InvalidLength(string message) => new(16, nameof(InvalidLength), message);
    internal static MongoError ProtocolError(string message) => new(17, nameof(ProtocolError), message);
    internal static MongoError AuthenticationFailed(string message) => new(18, nameof(AuthenticationFailed), message);
    internal static MongoError IllegalOperation(string message) => new(20, nameof(IllegalOperation), message);
    internal static MongoError InvalidBson(string message) => new(22, "InvalidBSON", message);
    internal static MongoError NamespaceNotFound(string message) => new(26, nameof(NamespaceNotFound), message);
    internal static MongoError IndexNotFound(string message) => new(27, nameof(IndexNotFound), message);
    internal static MongoError PathNotViable(string message) => new(28, nameof(PathNotViable), message);
    internal static MongoError ConflictingUpdateOperators(string message) => new(40, nameof(ConflictingUpdateOperators), message);
    internal static MongoError CursorNotFound(string message) => new(43, nameof(CursorNotFound), message);
    internal static MongoError NamespaceExists(string message) => new(48, nameof(NamespaceExists), message);
    internal static MongoError MaxTimeExpired(string message) => new(50, "MaxTimeMSExpired", message);
    internal static MongoError DollarPrefixedFieldName(string message) => new(52, nameof(DollarPrefixedFieldName), message);
    internal static MongoError InvalidIdField(string message) => new(53, nameof(InvalidIdField), message);
    internal static MongoError EmptyFieldName(string message) => new(56, nameof(EmptyFieldName), message);
    internal static MongoError CommandNotFound(string message) => new(59, nameof(CommandNotFound), message);
    internal static MongoError ImmutableField(string message) => new(66, nameof(ImmutableField), message);
    internal static MongoError CannotCreateIndex(string message) => new(67, nameof(CannotCreateIndex), message);
    internal static MongoError InvalidOptions(string message) => new(72, nameof(InvalidOptions), message);
    internal static MongoError InvalidNamespace(string message) => new(73, nameof(InvalidNamespace), message);
    internal static MongoError IndexOptionsConflict(string message) => new(85, nameof(IndexOptionsConflict), message);
    internal static MongoError IndexKeySpecsConflict(string message) => new(86, nameof(IndexKeySpecsConflict), message);
    internal static MongoError CommandNotSupported(string message) => new(115, nameof(CommandNotSupported), message);
    internal static MongoError DocumentValidationFailure(string message, BsonDocument? details = null) => new(121, nameof(DocumentValidationFailure), message) { Details = details };
    internal static MongoError InvalidPipelineOperator(string message) => new(168, nameof(InvalidPipelineOperator), message);
    internal static MongoError NotImplemented(string message) => new(238, nameof(NotImplemented), message);
    internal static MongoError ConversionFailure(string message) => new(241, nameof(ConversionFailure), message);
    internal static MongoError ObjectTooLarge(string message) => new(10334, "BSONObjectTooLarge", message);
    internal static MongoError DuplicateKey(string message, BsonDocument? details = null) => new(11000, nameof(DuplicateKey), message) { Details = details };
    internal static MongoError Interrupted(string message) => new(11601, nameof(Interrupted), message);

    /// <summary>An error that MongoDB numbers by the place in its source, such as 40324 for an unknown stage.</summary>
    internal static MongoError Location(int code, string message) => new(code, string.Create(System.Globalization.CultureInfo.InvariantCulture, $"Location{code}"), message);
}
