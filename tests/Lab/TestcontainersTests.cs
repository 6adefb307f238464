using StorageCourse.Labs;
using StorageCourse.Tests.Session;

namespace StorageCourse.Tests.Labs;

/// <summary>helpers/packages/testcontainers.csx itself, where a Docker engine answers, its packages restore and images can be had; skipped elsewhere, with the lab's own reason.</summary>
public sealed class TestcontainersTests
{
    [Fact]
    public async Task A_notebooks_server_runs_in_a_container_that_Testcontainers_made_and_goes_with_the_kernel()
    {
        var why = await DockerEngine.WhyMissingAsync(CourseKernel.Deadline);
        Assert.SkipWhen(why is not null, why ?? "");
        using var engine = new DockerEngine(DockerEndpoint.Find());
        await using (var kernel = await CourseKernel.StartAsync(null, ("LAB_PROVIDERS", "container")))
        {
            await kernel.RunAsync("#!import ../helpers/setup.csx");
            var run = await kernel.RunAsync("var lab = await Lab.StartAsync(Need.Redis.Own()); lab.Stores[0].Reason ?? lab.Redis.Provider");
            var result = run.Result ?? "";
            Assert.SkipWhen(result.Contains("is not to be had", StringComparison.Ordinal) || result.Contains("can't be pulled", StringComparison.Ordinal), result);
            result.ShouldBe("container", run.Traceback);
            (await kernel.RunAsync("await lab.Redis.RestartAsync();")).Traceback.ShouldBeEmpty();
            (await kernel.RunAsync("#!redis\nping")).Shown.ShouldContain("PONG");
            (await ContainersOfAsync(engine, kernel.Process.Id)).Count.ShouldBe(1);
            kernel.Process.Kill();
            await LabProcess.UntilAsync(() => ContainersOfAsync(engine, kernel.Process.Id).Result.Count == 0, "the end of the container");
        }
    }

    private static async Task<List<DockerContainer>> ContainersOfAsync(DockerEngine engine, int kernel) =>
        [.. (await engine.ListAsync(ContainerLabels.Owner, CancellationToken.None)).Where(container => container.Labels[ContainerLabels.Owner].StartsWith($"{kernel} ", StringComparison.Ordinal))];
}
