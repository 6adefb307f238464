using StorageCourse.Engine.Jupyter.Client;
using StorageCourse.Engine.Soak;
using StorageCourse.Tests.Session;

namespace StorageCourse.Tests.Soak;

/// <summary>A short <c>course soak</c>.</summary>
public sealed class SoakTests
{
    [Fact]
    public async Task Kernels_that_are_treated_badly_leak_nothing_and_serve_a_normal_front_end()
    {
        var spec = KernelSpec.FromArgv("storage-course", [Path.Combine(CourseKernel.Root, "engine", "bin", "kernel", "storage-course"), "kernel", "--connection-file", "{connection_file}"]);
        var soak = new KernelSoak(spec, Path.Combine(CourseKernel.Root, "notebooks"), new Dictionary<string, string?> { ["COURSE_ROOT"] = CourseKernel.Root });
        var kernels = 0;
        await foreach (var kernel in soak.RunAsync(seed: 20261121, kernels: 2, rounds: 80, TestContext.Current.CancellationToken))
        {
            kernel.Faults.ShouldBeEmpty();
            kernels++;
        }

        kernels.ShouldBe(2);
    }
}
