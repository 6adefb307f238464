namespace StorageCourse.Docstore.Storage;

/// <summary>Which operations of a database are recorded.</summary>
/// <param name="Level">0: none, 1: those that take at least <paramref name="SlowMilliseconds"/>, 2: all.</param>
/// <param name="SlowMilliseconds">In milliseconds; 100 unless set.</param>
/// <param name="SampleRate">Share of the slow operations that is recorded, 0 to 1.</param>
internal sealed record ProfileSettings(int Level, int SlowMilliseconds, double SampleRate)
{
    /// <summary>As a database starts.</summary>
    public static readonly ProfileSettings Off = new(0, 100, 1);
}
