using Microsoft.DotNet.Interactive.Events;
using StorageCourse.Host;
using StorageCourse.Tests.Session;

namespace StorageCourse.Tests.DotNetInteractive;

/// <summary>What a cell has chosen with Formatter is shown by our engine as by .NET Interactive.</summary>
[Collection(nameof(InteractiveEngine))]
public sealed class FormatterTests(CourseKernel kernel) : IClassFixture<CourseKernel>, IDisposable
{
    private readonly InteractiveEngine engine = new();

    public void Dispose() => engine.Dispose();

    [Theory]
    [InlineData("registered for HTML", "record Pear(int Weight);\nFormatter.Register<Pear>(pear => $\"<b>{pear.Weight}</b>\", \"text/html\");", "new Pear(7)")]
    [InlineData("registered in two forms, one of them preferred", "record Plum(int Weight);\nFormatter.Register<Plum>(plum => \"<b>a plum</b>\", \"text/html\");\nFormatter.Register<Plum>(plum => \"a plum\", \"text/plain\");\nFormatter.SetPreferredMimeTypesFor(typeof(Plum), \"text/plain\");", "new Plum(7)")]
    [InlineData("preferred in two forms", "record Fig(int Weight);\nFormatter.SetPreferredMimeTypesFor(typeof(Fig), \"text/html\", \"application/json\");", "new Fig(7)")]
    // A type that no other test formats: what was once found for a type stays with Formatter.
    [InlineData("preferred as text", "Formatter.SetPreferredMimeTypesFor(typeof(Version), \"text/plain\");", "new Version(7, 8)")]
    [InlineData("registered for an interface", "interface IFruit { }\nrecord Lime : IFruit;\nFormatter.Register<IFruit>(fruit => \"<i>fruit</i>\", \"text/html\");", "new Lime()")]
    [InlineData("PocketView", "using static Microsoft.DotNet.Interactive.Formatting.PocketViewTags;", "div[id: \"here\"](b(\"deep\"))")]
    public async Task A_value_comes_in_the_forms_that_were_chosen(string what, string choice, string value)
    {
        choice = "using Microsoft.DotNet.Interactive.Formatting;\n" + choice;
        (await engine.RunAsync(choice)).Error.ShouldBeNull();
        var expected = (await engine.RunAsync(value)).Events.OfType<ReturnValueProduced>().Single().FormattedValues.ToDictionary(form => form.MimeType, form => form.Value);

        await kernel.ValueAsync(choice);
        var run = await kernel.RunAsync($"display({value});");
        run.Error.ShouldBeNull(run.Traceback);
        var shown = run.Displays.Single().EnumerateObject().ToDictionary(form => form.Name, form => form.Value.ToString());
        // For those who see none of the others.
        if (!expected.ContainsKey(MimeType.Text)) shown.Remove(MimeType.Text);
        shown.Keys.ShouldBe(expected.Keys, ignoreOrder: true, what);
        foreach (var (form, content) in expected) shown[form].ShouldBe(content, what);
    }
}
