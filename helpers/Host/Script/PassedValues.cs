using System.ComponentModel;

namespace StorageCourse.Host.Script;

/// <summary>Carries values from the engine into the submission that declares them as variables.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class PassedValues
{
    /// <summary>The values by the names of their variables.</summary>
    public static IReadOnlyDictionary<string, object?> Current { get; set; } = new Dictionary<string, object?>();
}
