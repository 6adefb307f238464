using Microsoft.AspNetCore.Html;
using Microsoft.DotNet.Interactive.Formatting;
using StorageCourse.Host;

namespace StorageCourse.Engine.Display;

/// <summary>
/// Formatters that cells and packages written for .NET Interactive have registered, of the process: its own package keeps them. Nothing of the package
/// is loaded before a cell names it.
/// </summary>
internal static class InteractiveFormatters
{
    private static volatile bool areInUse;

    /// <summary>Whether a cell, or a package of one, has asked for them.</summary>
    public static bool AreInUse
    {
        get => areInUse;
        set => areInUse = value;
    }

    /// <summary>
    /// The value in the MIME types that its type prefers, as on .NET Interactive: no others, whatever is registered for them. Null where neither these
    /// nor their formatter were chosen by anybody.
    /// </summary>
    public static Bundle? Format(object value)
    {
        var type = value.GetType();
        var preferred = Formatter.GetPreferredMimeTypesFor(type);
        var isUsual = preferred.Count == 1 && preferred.First() == (value is string ? MimeType.Text : MimeType.Html);
        if (isUsual && value is not IHtmlContent && !Formatter.RegisteredFormatters(includeDefaults: false).Any(formatter => preferred.Contains(formatter.MimeType) && Concerns(formatter.Type, type))) return null;
        var bundle = new Bundle(preferred.ToDictionary(form => form, form => value.ToDisplayString(form)));
        return value is IHtmlContent ? bundle.With(MimeType.Text, value.ToString()!) : bundle;
    }

    private static bool Concerns(Type registered, Type type) => registered.IsGenericTypeDefinition
        ? type.GetInterfaces().Concat(Bases(type)).Any(candidate => candidate.IsGenericType && candidate.GetGenericTypeDefinition() == registered)
        : registered.IsAssignableFrom(type);

    private static IEnumerable<Type> Bases(Type type)
    {
        for (var part = type; part is not null; part = part.BaseType) yield return part;
    }
}
