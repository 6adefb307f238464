using Microsoft.DotNet.Interactive.Events;
using StorageCourse.Host;

namespace StorageCourse.Tests.DotNetInteractive;

[Collection(nameof(InteractiveEngine))]
public sealed class RequiresDirectiveTests : IDisposable
{
    private readonly InteractiveEngine engine = new();

    public void Dispose() => engine.Dispose();

    [Theory]
    [InlineData("var ran = true;")]
    [InlineData("#!words\nsay")]
    [InlineData("#!sql-pg\nselect 1")]
    [InlineData("#r \"nuget: No.Such.Package, 1.0.0\"")]
    public async Task What_follows_a_requirement_that_is_not_met_does_not_run(string rest)
    {
        engine.Add((_, _) => throw new InvalidOperationException("it ran"));
        var run = await engine.RunAsync("#!requires engine:storage-course\n" + rest);
        run.Error.ShouldBeNull();
        run.Events.OfType<CommandSucceeded>().ShouldHaveSingleItem();
        run.Shown(MimeType.Html).Single().ShouldContain("this cell is for the engine storage-course; this is dotnet-interactive");
        engine.Host.TryGetVariable("ran", out _).ShouldBeFalse();
    }

    [Fact]
    public async Task What_follows_requirements_that_are_met_runs()
    {
        var run = await engine.RunAsync("#!requires engine:dotnet-interactive\n#!requires engine:dotnet-interactive\nvar ran = 7;");
        run.Error.ShouldBeNull();
        run.Shown(MimeType.Html).ShouldBeEmpty();
        engine.Host.TryGetVariable("ran", out var ran).ShouldBeTrue();
        ran.Value.ShouldBe(7);
    }

    [Fact]
    public async Task The_second_of_two_requirements_is_asked_only_where_the_first_is_met()
    {
        engine.Host.Register(new Missing("moon"));
        (await engine.RunAsync("#!requires engine:storage-course\n#!requires moon:full\nvar ran = 7;")).Shown(MimeType.Html).Single().ShouldContain("this cell is for the engine");
        (await engine.RunAsync("#!requires engine:dotnet-interactive\n#!requires moon:full\nvar ran = 7;")).Shown(MimeType.Html).Single().ShouldContain("no full moon");
        engine.Host.TryGetVariable("ran", out _).ShouldBeFalse();
    }

    [Fact]
    public async Task An_unknown_requirement_fails_the_cell_and_names_those_that_are_known()
    {
        var run = await engine.RunAsync("#!requires weather:fine\nvar ran = 1;");
        run.Error.ShouldBe("expected #!requires with one of engine, package (for instance store:mssql), got 'weather:fine'");
        engine.Host.TryGetVariable("ran", out _).ShouldBeFalse();
    }

    private sealed class Missing(string kind) : IRequirement
    {
        public string Kind => kind;

        public ValueTask<string?> WhyMissingAsync(string value, CancellationToken cancellationToken) => new($"no {value} {kind}");
    }
}
