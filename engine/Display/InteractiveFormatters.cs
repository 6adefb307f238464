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

    /// <summary>The value as its registered formatters write it; null where nobody registered any for it, or set what its type prefers.</summary>
    public static Bundle? Format(object value)
    {
        var type = value.GetType();
        var preferred = Formatter.GetPreferredMimeTypesFor(type).ToArray();
        var registered = Formatter.RegisteredFormatters(includeDefaults: false).Where(formatter => Concerns(formatter.Type, type)).Select(formatter => formatter.MimeType).ToArray();
        if (value is not IHtmlContent && registered.Length == 0 && preferred is [var only] && (only == Formatter.DefaultMimeType || value is string)) return null;
        return preferred.Concat(registered).Distinct(StringComparer.Ordinal)
            .Aggregate(Bundle.Text(value.ToDisplayString(MimeType.Text)), (bundle, form) => bundle.With(form, value.ToDisplayString(form)));
    }

    private static bool Concerns(Type registered, Type type) => registered.IsGenericTypeDefinition
        ? type.GetInterfaces().Concat(Bases(type)).Any(candidate => candidate.IsGenericType && candidate.GetGenericTypeDefinition() == registered)
        : registered.IsAssignableFrom(type);

    private static IEnumerable<Type> Bases(Type type)
    {
        for (var part = type; part is not null; part = part.BaseType) yield return part;
    }
}
