using System.Collections;
using System.Reflection;
using StorageCourse.Cells;
using StorageCourse.Docstore.Bson;

namespace StorageCourse.Mongo;

/// <summary>Between C#'s objects and BSON. A property <c>CustomerId</c> is the field <c>customerId</c>, and <c>Id</c> is <c>_id</c>; reading ignores case and underscores.</summary>
internal static class BsonConversion
{
    private const int MostLevels = BsonDocument.MaxDepth;

    /// <summary>The BSON of a value: null, numbers, text, dates, Guid, byte[], lists, dictionaries, and of any other object its public properties.</summary>
    /// <exception cref="ArgumentException">It is nested too deep (or holds itself), or has no form in BSON.</exception>
    public static BsonValue ToBson(object? value) => ToBson(value, 0);

    private static BsonValue ToBson(object? value, int level) => value switch
    {
        _ when level > MostLevels => throw new ArgumentException($"expected at most {MostLevels} levels of documents and lists, got more: does the value hold itself?", nameof(value)),
        null or DBNull => BsonValue.Null,
        BsonValue bson => bson,
        BsonDocument document => document,
        BsonArray array => array,
        bool flag => flag,
        string text => text,
        char character => character.ToString(),
        int or short or ushort or byte or sbyte => Convert.ToInt32(value, System.Globalization.CultureInfo.InvariantCulture),
        long or uint => Convert.ToInt64(value, System.Globalization.CultureInfo.InvariantCulture),
        ulong large => checked((long)large),
        double number => number,
        float number => (double)number,
        decimal number => new Decimal128(number),
        Decimal128 number => number,
        DateTime time => time.Kind == DateTimeKind.Unspecified ? DateTime.SpecifyKind(time, DateTimeKind.Utc) : time.ToUniversalTime(),
        DateTimeOffset time => time.UtcDateTime,
        DateOnly date => date.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc),
        ObjectId id => id,
        Guid id => BsonValue.FromGuid(id),
        BsonBinary binary => BsonValue.FromBinary(binary),
        BsonRegex regex => BsonValue.FromRegex(regex),
        byte[] bytes => BsonValue.FromBinary(new(0, bytes)),
        Enum choice => choice.ToString(),
        System.Numerics.BigInteger number => Decimal128.Parse(number.ToString(System.Globalization.CultureInfo.InvariantCulture)),
        IDictionary fields => ToDocument(fields, level),
        IReadOnlyDictionary<string, object?> fields => new BsonDocument(fields.Select(field => new BsonElement(field.Key, ToBson(field.Value, level + 1)))),
        IEnumerable items => new BsonArray(items.Cast<object?>().Select(item => ToBson(item, level + 1))),
        TimeSpan or TimeOnly or Delegate or Type or Task or Stream => throw new ArgumentException($"expected a string, number, bool, date, Guid, byte[], list, dictionary or an object with properties, got a {value.GetType().Name}", nameof(value)),
        _ => ToDocument(value, level),
    };

    /// <summary>The document of an object.</summary>
    /// <exception cref="ArgumentException">The value is no document, but a number, a list or the like.</exception>
    public static BsonDocument ToDocumentOf(object value) => ToBson(value) is { Type: BsonType.Document } document ? document.AsDocument
        : throw new ArgumentException($"expected a document, or an object with properties, got a {value.GetType().Name}", nameof(value));

    /// <summary>What a field is to C#: text, numbers, DateTime (UTC), Guid, lists; documents stay documents.</summary>
    public static object? ToObject(BsonValue value) => value.Type switch
    {
        BsonType.Missing or BsonType.Null or BsonType.Undefined => null,
        BsonType.Double => value.AsDouble,
        BsonType.String => value.AsString,
        BsonType.Document => value.AsDocument,
        BsonType.Array => value.AsArray.Select(ToObject).ToList(),
        BsonType.Binary => value.AsBinary.AsGuid is { } id ? id : value.AsBinary.Bytes.ToArray(),
        BsonType.ObjectId => value.AsObjectId,
        BsonType.Boolean => value.AsBoolean,
        BsonType.DateTime => value.AsDateTime,
        BsonType.Int32 => value.AsInt32,
        BsonType.Int64 => value.AsInt64,
        BsonType.Decimal128 => value.AsDecimal128,
        _ => value,
    };

    /// <summary>A value as a <typeparamref name="T"/>: of a document, a record or class with these fields.</summary>
    /// <exception cref="InvalidCastException">A field is missing, or of another kind.</exception>
    public static T To<T>(BsonValue value, string what) => (T)To(typeof(T), value, what)!;

    private static object? To(Type type, BsonValue value, string what)
    {
        var target = Nullable.GetUnderlyingType(type) ?? type;
        if (type == typeof(BsonValue)) return value;
        return value.Type switch
        {
            BsonType.Document when DictionaryValue(target) is { } values => ToDictionary(values, value.AsDocument),
            BsonType.Document when target != typeof(BsonDocument) && target != typeof(object) => ToRecord(target, value.AsDocument),
            BsonType.Array when ElementOf(target) is { } element => ToList(target, element, value.AsArray, what),
            BsonType.Decimal128 when target == typeof(decimal) => value.AsDecimal128.ToDecimal(),
            BsonType.Decimal128 when target.IsPrimitive => ValueConversion.To(type, value.AsDecimal128.ToDecimal(), what),
            BsonType.ObjectId when target == typeof(string) => value.AsObjectId.ToString(),
            _ => ValueConversion.To(type, ToObject(value), what),
        };
    }

    private static object ToRecord(Type type, BsonDocument document)
    {
        var constructor = type.GetConstructors().Where(one => one.GetParameters() is not [{ } only] || only.ParameterType != type).MaxBy(one => one.GetParameters().Length)
            ?? throw new InvalidCastException($"{type.Name} has no public constructor");
        var fields = document.GroupBy(field => Plain(field.Name)).ToDictionary(group => group.Key, group => group.First());
        var parameters = constructor.GetParameters();
        var made = constructor.Invoke(Array.ConvertAll(parameters, parameter =>
            fields.TryGetValue(Plain(parameter.Name!), out var field) ? To(parameter.ParameterType, field.Value, field.Name)
            : parameter.HasDefaultValue ? parameter.DefaultValue
            // Documents leave out what they don't have: null where null is allowed.
            : !parameter.ParameterType.IsValueType || Nullable.GetUnderlyingType(parameter.ParameterType) is not null ? null
            : throw new InvalidCastException($"{type.Name} needs {parameter.Name}, but the document has {string.Join(", ", document.Select(each => each.Name))}")));
        var taken = parameters.Select(parameter => Plain(parameter.Name!)).ToHashSet();
        foreach (var property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance))
            if (property.SetMethod is { IsPublic: true } && property.GetIndexParameters().Length == 0 && !taken.Contains(Plain(property.Name)) && fields.TryGetValue(Plain(property.Name), out var field))
                property.SetValue(made, To(property.PropertyType, field.Value, field.Name));
        return made;
    }

    private static IList ToList(Type target, Type element, BsonArray array, string what)
    {
        var items = Array.CreateInstance(element, array.Count);
        for (var i = 0; i < items.Length; i++) items.SetValue(To(element, array[i], $"{what}.{i}"), i);
        if (target.IsAssignableFrom(items.GetType())) return items;
        return (IList)Activator.CreateInstance(typeof(List<>).MakeGenericType(element), items)!;
    }

    private static IDictionary ToDictionary(Type values, BsonDocument document)
    {
        var made = (IDictionary)Activator.CreateInstance(typeof(Dictionary<,>).MakeGenericType(typeof(string), values))!;
        foreach (var (name, value) in document) made[name] = To(values, value, name);
        return made;
    }

    private static Type? DictionaryValue(Type type) => type.IsGenericType && type.GetGenericArguments() is [var key, var value] && key == typeof(string)
        && type.IsAssignableFrom(typeof(Dictionary<,>).MakeGenericType(key, value)) ? value : null;

    private static Type? ElementOf(Type type) => type.IsArray ? type.GetElementType()
        : type.IsGenericType && type.GetGenericArguments() is [var element] && type.IsAssignableFrom(typeof(List<>).MakeGenericType(element)) ? element
        : null;

    private static BsonDocument ToDocument(IDictionary fields, int level)
    {
        var document = new BsonDocument();
        foreach (DictionaryEntry field in fields) document.Add(field.Key as string ?? throw new ArgumentException($"expected names of fields to be text, got {field.Key}", nameof(fields)), ToBson(field.Value, level + 1));
        return document;
    }

    private static BsonDocument ToDocument(object value, int level)
    {
        var document = new BsonDocument();
        foreach (var property in value.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance))
            if (property.GetIndexParameters().Length == 0)
                document.Add(FieldOf(property.Name), ToBson(property.GetValue(value), level + 1));
        return document;
    }

    private static string FieldOf(string property) => property is "Id" or "id" ? "_id" : char.ToLowerInvariant(property[0]) + property[1..];

    private static string Plain(string name) => name.Replace("_", "", StringComparison.Ordinal).ToLowerInvariant();
}
