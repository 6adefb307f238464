namespace StorageCourse.Tests.Labs;

/// <summary>
/// Tests that start labs and end them. Cells find their server in the newest lab of the process, so these tests run while no others do;
/// and as the same needs are the same lab, each asks for what no other test asks for.
/// </summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class LabCollection
{
    public const string Name = "labs";
}
