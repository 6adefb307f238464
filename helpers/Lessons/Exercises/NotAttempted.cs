namespace StorageCourse;

/// <summary>What the stub of an exercise throws where the learner's code belongs. The check then reports "not attempted" instead of an error.</summary>
/// <example><code>public Task&lt;string&gt; Store(string value) => throw new NotAttempted();</code></example>
public sealed class NotAttempted() : Exception("This is still the stub: replace it by your answer, then run this cell and the check again.");
