namespace StorageCourse.Docstore.Bson;

/// <summary>How types that JSON lacks are written.</summary>
internal enum ExtendedJsonMode
{
    /// <summary>Every type can be read back: <c>{"$numberInt": "1"}</c>.</summary>
    Canonical,

    /// <summary>Easier to read: numbers as numbers, dates of the years 1970 to 9999 as ISO 8601.</summary>
    Relaxed,
}

/// <summary>MongoDB Extended JSON v2 (specifications/source/extended-json).</summary>
internal static class ExtendedJson
{
    /// <summary>Reads canonical or relaxed Extended JSON, any value.</summary>
    /// <exception cref="MongoError">FailedToParse: what was expected at which line and column.</exception>
    public static BsonValue Parse(string json) => new ExtendedJsonParser(json).ParseAll();

    /// <summary>Writes a value in one line.</summary>
    public static string Write(BsonValue value, ExtendedJsonMode mode) => ExtendedJsonWriter.Write(value, mode);
}
