using System.Diagnostics.CodeAnalysis;
using StorageCourse.Host;

namespace StorageCourse.Engine.Display;

/// <summary>The forms in which values of certain libraries are shown; of the whole process, as a session is.</summary>
internal static class ValueForms
{
    /// <summary>A form may make a value that has a form; not for ever.</summary>
    private const int MostSteps = 8;

    private static readonly Lock Gate = new();
    private static ValueForm[] forms = [];

    /// <summary>Adds a form, or replaces the one of the same type. Of several that fit a value the newest counts.</summary>
    public static void Add(ValueForm form)
    {
        lock (Gate) forms = [form, .. forms.Where(other => other.Type != form.Type)];
    }

    /// <summary>The form of a value, if it has one.</summary>
    public static bool TryFind([NotNullWhen(true)] object? value, [NotNullWhen(true)] out ValueForm? form)
    {
        form = value is null ? null : Array.Find(forms, candidate => candidate.Type.IsInstanceOfType(value));
        return form is not null;
    }

    /// <summary>The value that stands for this one: itself where it has no form.</summary>
    public static object? Apply(object? value)
    {
        for (var step = 0; step < MostSteps && TryFind(value, out var form); step++) value = form.Of(value);
        return value;
    }
}
