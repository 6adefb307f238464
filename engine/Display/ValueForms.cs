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

    /// <summary>The value that stands for this one: itself where it has no form.</summary>
    public static object? Apply(object? value)
    {
        for (var step = 0; step < MostSteps && value is not null && Find(value) is { } form; step++) value = form.Of(value);
        return value;
    }

    private static ValueForm? Find(object value)
    {
        foreach (var form in forms)
            if (form.Type.IsInstanceOfType(value)) return form;
        return null;
    }
}
