using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Events;
using StorageCourse.Host;

namespace StorageCourse.Tests.DotNetInteractive;

[Collection(nameof(InteractiveEngine))]
public sealed class DotNetInteractiveHostTests : IDisposable
{
    private readonly InteractiveEngine engine = new();

    public void Dispose() => engine.Dispose();

    [Fact]
    public async Task What_a_cell_displays_is_updated_in_place()
    {
        engine.Add((_, host) =>
        {
            var shown = host.Display(Text("one"));
            shown.Update(Text("two"));
            return Task.CompletedTask;
        });
        var run = await engine.RunAsync("#!words\nsay");
        run.Error.ShouldBeNull();
        var produced = run.Events.OfType<DisplayedValueProduced>().Single();
        produced.FormattedValues.Single().Value.ShouldBe("one");
        var updated = run.Events.OfType<DisplayedValueUpdated>().Single();
        updated.FormattedValues.Single().Value.ShouldBe("two");
        updated.ValueId.ShouldBe(produced.ValueId);
    }

    [Fact]
    public async Task A_cell_language_gets_its_text_its_options_and_its_place_in_the_cell()
    {
        CellSubmission? got = null;
        engine.Add((submission, _) =>
        {
            got = submission;
            return Task.CompletedTask;
        });
        (await engine.RunAsync("var x = 1;\n#!words --name \"res\" --loud\nfirst\nsecond")).Error.ShouldBeNull();
        got!.Text.ShouldBe("first\nsecond");
        got.Option("--name").ShouldBe("res");
        got.Option("--loud").ShouldBe("");
        got.FirstLine.ShouldBe(3);
        got.TextInCell.ShouldBe("\n\nfirst\nsecond");

        (await engine.RunAsync("#!mots\nagain")).Error.ShouldBeNull();
        got.Text.ShouldBe("again");
        got.Options.ShouldBeEmpty();
    }

    [Fact]
    public async Task An_error_of_a_cell_language_names_the_line_of_the_cell()
    {
        engine.Add((submission, _) => throw new CellException("42P01", "no such table", submission.FirstLine + 1));
        (await engine.RunAsync("#!words\nfirst\nsecond")).Error.ShouldBe("42P01: no such table (line 3)");
    }

    [Fact]
    public async Task A_language_that_is_registered_again_replaces_the_first()
    {
        engine.Add((_, _) => throw new InvalidOperationException("the first one ran"));
        var ran = false;
        engine.Add((_, _) =>
        {
            ran = true;
            return Task.CompletedTask;
        });
        (await engine.RunAsync("#!words\nsay")).Error.ShouldBeNull();
        ran.ShouldBeTrue();
    }

    [Fact]
    public async Task A_cell_language_sees_variables_of_CSharp_and_gives_some_back()
    {
        engine.Add((submission, host) =>
        {
            host.TryGetVariable("missing", out _).ShouldBeFalse();
            host.TryGetVariable("limit", out var limit).ShouldBeTrue();
            limit.Type.ShouldBe(typeof(long));
            host.SetVariable("twice", (long)limit.Value! * 2, typeof(long?));
            return Task.CompletedTask;
        });
        (await engine.RunAsync("var limit = 1; long other = 2;")).Error.ShouldBeNull();
        (await engine.RunAsync("var limit = 21L;")).Error.ShouldBeNull();
        (await engine.RunAsync("#!words\nsay")).Error.ShouldBeNull();
        var run = await engine.RunAsync("$\"{twice + 0L} {twice.GetType()}\"");
        run.Error.ShouldBeNull();
        run.Shown(MimeType.Text).ShouldBe(["42 System.Int64"]);
        engine.Host.GetVariables().Select(variable => variable.Name).Order().ShouldBe(["limit", "other", "twice"]);
    }

    [Fact]
    public async Task A_script_that_fails_in_an_import_fails_the_cell()
    {
        var file = Path.GetTempFileName() + ".csx";
        await File.WriteAllTextAsync(file, "var half = 1;\nthrow new System.InvalidOperationException(\"half way\");", TestContext.Current.CancellationToken);
        var run = await engine.RunAsync($"#!import {file}");
        File.Delete(file);
        run.Error.ShouldNotBeNull();
        run.Error.ShouldContain("half way");
        run.Error.ShouldContain(file);
    }

    [Fact]
    public async Task A_value_is_shown_in_the_form_that_was_registered_for_its_type()
    {
        engine.Host.Register(ValueForm.For((TimeZoneInfo zone) => $"zone {zone.Id}"));
        var run = await engine.RunAsync("TimeZoneInfo.Utc");
        run.Error.ShouldBeNull();
        run.Shown(MimeType.Html).Single().ShouldContain("zone UTC");
        engine.Host.Format(TimeZoneInfo.Utc).Data[MimeType.Text].ShouldBe("zone UTC");
    }

    [Fact]
    public void A_form_may_answer_with_a_value_of_its_own_type()
    {
        engine.Host.Register(ValueForm.For((Uri uri) => uri));
        engine.Host.Format(new Uri("https://example.org/?a&b")).Data[MimeType.Text].ShouldBe("https://example.org/?a&b");
        engine.Host.Format(new Uri("https://example.org/?a&b")).Data[MimeType.Html].ShouldBe("https://example.org/?a&amp;b");

        engine.Host.Register(ValueForm.For((IEnumerable<Version> versions) => new ShownVersions(versions)));
        engine.Host.Format(new ShownVersions([])).Data[MimeType.Html].ShouldBe("<b>shown</b>");
        engine.Host.Format(new List<Version>()).Data[MimeType.Text].ShouldBe("shown");
    }

    [Fact]
    public async Task A_value_of_the_course_is_shown_as_its_HTML()
    {
        var run = await engine.RunAsync("display(1);");
        run.Error.ShouldBeNull();
        engine.Host.Format(new Shown()).Data[MimeType.Html].ShouldBe("<b>shown</b>");
        engine.Host.Format(new Shown()).Data[MimeType.Text].ShouldBe("shown");
    }

    [Fact]
    public async Task A_cell_language_completes_at_the_cursor()
    {
        engine.Add((_, _) => Task.CompletedTask);
        var result = await engine.SendAsync(new RequestCompletions("#!words\nfirst\nse", new LinePosition(2, 2)));
        var found = result.Events.OfType<CompletionsProduced>().Single();
        var item = found.Completions.Single();
        (item.InsertText, item.Kind, item.Documentation).ShouldBe(("seldom", "keyword", "not often"));
    }

    /// <summary>A member with a body of its own would else be missing unnoticed.</summary>
    [Fact]
    public void The_whole_seam_is_implemented_but_for_what_the_engine_cannot() =>
        engine.Host.GetType().GetInterfaceMap(typeof(IHost)).TargetMethods.Where(method => method.DeclaringType == typeof(IHost)).Select(method => method.Name)
            .ShouldBe(["ClearOutput"]);

    private static Bundle Text(string text) => new(new Dictionary<string, string> { [MimeType.Text] = text });

    private class Shown : IDisplayable
    {
        public Bundle ToBundle() => new(new Dictionary<string, string> { [MimeType.Text] = "shown", [MimeType.Html] = "<b>shown</b>" });
    }

    private sealed class ShownVersions(IEnumerable<Version> versions) : Shown, IEnumerable<Version>
    {
        public IEnumerator<Version> GetEnumerator() => versions.GetEnumerator();

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
