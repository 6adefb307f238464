using System.Collections.Concurrent;
using System.Globalization;
using System.Text.RegularExpressions;
using StorageCourse.Docstore.Bson;

namespace StorageCourse.Docstore.Expressions;

/// <summary>A time zone: UTC, an offset such as <c>+05:30</c>, or a name such as <c>Europe/Paris</c>.</summary>
internal sealed partial class DateZone
{
    private static readonly ConcurrentDictionary<string, DateZone> Known = new();
    private readonly TimeZoneInfo? zone;
    private readonly TimeSpan fixedOffset;

    private DateZone(TimeSpan offset) => fixedOffset = offset;

    private DateZone(TimeZoneInfo zone) => this.zone = zone;

    public static DateZone Utc { get; } = new(TimeSpan.Zero);

    /// <exception cref="MongoError">40485: there is no such zone.</exception>
    public static DateZone Of(string name) => Known.TryGetValue(name, out var known) ? known : Known.GetOrAdd(name, Find(name) ?? throw MongoError.Location(40485, $"unrecognized time zone identifier: \"{name}\""));

    /// <summary>Of a <c>timezone</c> argument: UTC where it was not given, null where it is null.</summary>
    public static DateZone? Of(BsonValue argument, bool wasGiven)
    {
        if (!wasGiven) return Utc;
        if (argument.IsNullish) return null;
        return argument.Type == BsonType.String ? Of(argument.AsString) : throw MongoError.Location(40517, $"timezone must evaluate to a string, found {argument.Type.Alias()}");
    }

    public static DateZone OfOffset(TimeSpan offset) => new(offset);

    public static DateZone? Find(string name)
    {
        if (name is "UTC" or "GMT" or "Z" or "Etc/UTC") return Utc;
        if (OffsetPattern().Match(name) is { Success: true } offset)
        {
            var span = new TimeSpan(Number(offset.Groups[2]), offset.Groups[3].Success ? Number(offset.Groups[3]) : 0, 0);
            return new(offset.Groups[1].Value == "-" ? -span : span);
        }

        // .NET also knows Windows' names, MongoDB does not.
        return name.Contains('/') && TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) ? new(zone) : null;
    }

    /// <summary>What to add to UTC at this moment.</summary>
    public TimeSpan OffsetAt(DateTime utc) => zone is null ? fixedOffset : zone.GetUtcOffset(utc);

    /// <summary>What calendar and clock show there.</summary>
    public DateTime ToLocal(long milliseconds)
    {
        var utc = BsonValue.FromDateTime(milliseconds).AsDateTime;
        return DateTime.SpecifyKind(utc + OffsetAt(utc), DateTimeKind.Unspecified);
    }

    /// <summary>The moment, in milliseconds since 1970, when calendar and clock show this: the first where they do twice, an hour later where they skip it.</summary>
    public long ToMilliseconds(DateTime local)
    {
        local = DateTime.SpecifyKind(local, DateTimeKind.Unspecified);
        var offset = zone is null ? fixedOffset : zone.IsAmbiguousTime(local) ? zone.GetAmbiguousTimeOffsets(local).Max() : zone.GetUtcOffset(local);
        return (long)Math.Floor((local - offset - DateTime.UnixEpoch).TotalMilliseconds);
    }

    private static int Number(Group digits) => int.Parse(digits.ValueSpan, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^([+-])(\d\d)(?::?(\d\d))?$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex OffsetPattern();
}
