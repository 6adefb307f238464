using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using StorageCourse.Engine.Headless;
using StorageCourse.Engine.Notebook;
using StorageCourse.Lessons.Exercises;

namespace StorageCourse.Tests.Notebooks;

/// <summary>How a chapter is built, seen without running it.</summary>
public sealed partial class ChapterStructureTests
{
    private static readonly Course Course = Course.Find(AppContext.BaseDirectory)!;

    public static TheoryData<string> Chapters => [.. Course.Notebooks().Select(file => file.Name)];

    [Theory]
    [MemberData(nameof(Chapters))]
    public async Task Sections_are_numbered_from_1_without_gaps_under_one_title(string name)
    {
        var headings = Headings(await ReadAsync(name)).ToList();
        headings.Count(heading => heading.Level == 1).ShouldBe(1);
        headings[0].Level.ShouldBe(1);
        var numbers = headings.Where(heading => heading.Level == 2).Select(heading => Numbered().Match(heading.Text)).Where(match => match.Success).Select(match => int.Parse(match.Groups["number"].Value, CultureInfo.InvariantCulture)).ToList();
        numbers.Count.ShouldBeGreaterThanOrEqualTo(5);
        numbers.ShouldBe(Enumerable.Range(1, numbers.Count));
        for (var i = 1; i < headings.Count; i++) headings[i].Level.ShouldBeLessThanOrEqualTo(headings[i - 1].Level + 1, $"\"{headings[i].Text}\" skips a level");
    }

    [Theory]
    [MemberData(nameof(Chapters))]
    public async Task The_first_cell_has_three_objectives_or_more_and_known_stores(string name)
    {
        var first = (await ReadAsync(name)).Cells[0].Source;
        first.Split('\n').Count(line => line.StartsWith("- ", StringComparison.Ordinal)).ShouldBeInRange(3, 8);
        var minutes = int.Parse(Minutes().Match(first).Groups["minutes"].Value, CultureInfo.InvariantCulture);
        minutes.ShouldBeInRange(15, 75);
        var stores = Stores().Match(first).Groups["stores"].Value;
        new[] { "PostgreSQL", "MySQL", "Redis", "MongoDB", "SQL Server" }.ShouldContain(store => stores.Contains(store, StringComparison.Ordinal), stores);
    }

    [Theory]
    [MemberData(nameof(Chapters))]
    public async Task A_chapter_ends_with_its_solutions_sources_and_the_way_on(string name)
    {
        var texts = (await ReadAsync(name)).Cells.Where(cell => cell.Kind == CellKind.Markdown).Select(cell => cell.Source).ToList();
        texts.ShouldContain(text => text.Contains($"](solutions/{name}.md)", StringComparison.Ordinal), "no link to the solutions");
        var end = texts[^1];
        end.ShouldContain("## Go deeper");
        end.Split("https://").Length.ShouldBeGreaterThan(2, "expected at least two sources to read on");
        end.ShouldMatch(@"\b(Next|next)\b");
    }

    [Theory]
    [MemberData(nameof(Chapters))]
    public async Task Exercises_are_four_to_ten_in_order_each_with_stub_before_check_and_the_registry_knows_no_others(string name)
    {
        var number = name[..2];
        var cells = (await ReadAsync(name)).Cells;
        var stubs = cells.Select((cell, index) => (Id: (string?)(cell.Metadata["exercise"] as JsonValue), Index: index)).Where(stub => stub.Id is not null).ToList();
        var ids = stubs.Select(stub => stub.Id!).Distinct().ToList();
        // The first chapter shows what an exercise is.
        ids.Count.ShouldBeInRange(number == "00" ? 1 : 4, 10);
        ids.ShouldBe(Enumerable.Range(1, ids.Count).Select(n => string.Create(CultureInfo.InvariantCulture, $"{number}.{n}")));
        ExerciseRegistry.Course.All.Select(exercise => exercise.Id).Where(id => id.StartsWith(number + ".", StringComparison.Ordinal)).ShouldBe(ids, ignoreOrder: true);
        foreach (var id in ids)
        {
            var check = cells.Select((cell, index) => (cell, index)).Single(one => one.cell.Source.Contains($"Check.Exercise(\"{id}\"", StringComparison.Ordinal)).index;
            stubs.Where(stub => stub.Id == id).ShouldAllBe(stub => stub.Index <= check);
        }
    }

    [Theory]
    [MemberData(nameof(Chapters))]
    public async Task No_cell_uses_a_name_that_only_a_later_one_declares(string name)
    {
        var cells = await CodeAsync(name);
        var first = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (index, cell) in cells.Index())
        {
            foreach (var given in cell.Gives) first.TryAdd(given, index);
        }

        foreach (var (index, cell) in cells.Index())
        {
            foreach (var taken in cell.Takes)
            {
                if (first.TryGetValue(taken, out var declared) && declared > index)
                    Assert.Fail($"cell {cell.Id} uses {taken}, which cell {cells[declared].Id} declares further down");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Chapters))]
    public async Task Lines_of_code_fit_into_the_page(string name)
    {
        foreach (var cell in (await ReadAsync(name)).Cells.Where(cell => cell.Kind == CellKind.Code))
            foreach (var line in cell.Source.Split('\n'))
                line.Length.ShouldBeLessThanOrEqualTo(LongestLine, $"cell {cell.Id}: {line}");
    }

    [Fact]
    public void No_link_of_the_readme_or_a_solution_to_a_file_is_dead()
    {
        foreach (var path in Directory.EnumerateFiles(Path.Combine(Course.Root, "notebooks", "solutions"), "*.md").Append(Path.Combine(Course.Root, "README.md")))
        {
            foreach (var target in Link().Matches(Fence().Replace(File.ReadAllText(path), "")).Select(match => match.Groups["target"].Value).Where(target => !target.Contains("://", StringComparison.Ordinal) && target[0] != '#'))
                Path.Exists(Path.Combine(Path.GetDirectoryName(path)!, target.Split('#')[0])).ShouldBeTrue($"{path} links to {target}");
        }
    }

    [Fact]
    public void The_three_hints_of_an_exercise_are_three_and_differ()
    {
        foreach (var exercise in ExerciseRegistry.Course.All)
        {
            exercise.Hints.Count.ShouldBe(3, exercise.Id);
            exercise.Hints.ShouldBeUnique(exercise.Id);
            exercise.Hints.ShouldAllBe(hint => hint.Length >= 12, exercise.Id);
        }
    }

    [Fact]
    public void What_a_cell_gives_and_takes_is_read_as_the_engine_would()
    {
        var cell = new CellText(NotebookCell.Create(CellKind.Code, """
            #!sql --name orders
            select * from o where id = :customer and at > '10:00'::time and x::int = 1
            #!csharp
            var (a, b) = Pair(given: first);
            int Twice(int n) => n * 2 + later;
            class Box { public int Size; }
            foreach (var each in list) Use(each.inner, new Thing { Ops = outside });
            """));
        cell.Gives.ShouldBe(["orders", "a", "b", "Twice", "Box"], ignoreOrder: true);
        cell.Takes.ShouldBe(["customer", "Pair", "first", "later", "list", "Use", "Thing", "outside"], ignoreOrder: true);
    }

    /// <summary>A page has room for about a hundred characters of code; a longer line is wrapped.</summary>
    private const int LongestLine = 120;

    private static async Task<List<CellText>> CodeAsync(string name) =>
        [.. (await ReadAsync(name)).Cells.Where(cell => cell.Kind == CellKind.Code).Select(cell => new CellText(cell))];

    private static IEnumerable<(int Level, string Text)> Headings(NotebookDocument notebook) =>
        from cell in notebook.Cells
        where cell.Kind == CellKind.Markdown
        from match in Heading().Matches(Fence().Replace(cell.Source, ""))
        select (match.Groups["signs"].Length, match.Groups["text"].Value);

    private static Task<NotebookDocument> ReadAsync(string name) => NotebookDocument.ReadAsync(
        Course.Notebooks().Single(file => file.Name == name).Path, TestContext.Current.CancellationToken);

    [GeneratedRegex(@"^(?<number>\d+) · \S", RegexOptions.ExplicitCapture)]
    private static partial Regex Numbered();

    [GeneratedRegex(@"about (?<minutes>\d+) minutes", RegexOptions.ExplicitCapture)]
    private static partial Regex Minutes();

    [GeneratedRegex(@"\*\*Stores\*\* (?<stores>[^·\n]+)", RegexOptions.ExplicitCapture)]
    private static partial Regex Stores();

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)\)", RegexOptions.ExplicitCapture)]
    private static partial Regex Link();

    [GeneratedRegex(@"^(?<signs>#{1,6}) (?<text>.+)$", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Heading();

    [GeneratedRegex("^```.*?^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fence();
}
