using System.Diagnostics;
using System.Text.Json;
using StorageCourse.Engine.Headless;
using StorageCourse.Engine.Notebook;

namespace StorageCourse.Tests.Notebooks;

/// <summary>Runs the chapters by the course's own command, on real servers.</summary>
public sealed class ChapterRunTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(10);
    private static readonly Course Course = Course.Find(AppContext.BaseDirectory)!;

    /// <summary>
    /// A claim of each chapter, and what undoes the treatment that it speaks of: a piece of a cell, and what stands in its place. None of chapter 09:
    /// its server comes in a container only, and its cells are skipped here.
    /// </summary>
    public static TheoryData<string, string, string, string> Treatments => new()
    {
        { "00", "00.a", "(\"all at once\", AllAtOnce)", "(\"all at once\", OneByOne)" },
        { "03", "03.a", "await Plan.ExplainAsync(db, oneByOne)", "await Plan.ExplainAsync(db, atOnce)" },
        { "04", "04.a", "create index orders_customer on orders (customer_id)", "analyze orders" },
        { "05", "05.b", "language plpgsql volatile as", "language plpgsql stable as" },
        { "06", "06.a", "create index orders_customer on orders (customer_id);", "" },
        { "08", "08.a", "PayAndDie(inTransaction: true)", "PayAndDie(inTransaction: false)" },
        { "10", "10.b", "await pile.InsertManyAsync(some);", "foreach (var document in some) await pile.InsertOneAsync(document);" },
        { "11", "11.c", "await beside.Indexes.CreateOneAsync(new CreateIndexModel<BsonDocument>(\"{ customer: 1, at: -1 }\"));", "" },
        { "13", "13.b", "CountReads(Pipelined)", "CountReads(OneByOne)" },
        { "14", "14.e", "Need.Redis.Named(\"durable\").With(\"save\", \"\\\"\\\"\").With(\"appendonly\", \"yes\").With(\"appendfsync\", \"always\")", "Need.Redis.Named(\"durable\").With(\"save\", \"\\\"\\\"\").With(\"appendonly\", \"no\")" },
    };

    [Fact]
    public async Task Right_answers_pass_wrong_ones_fail_and_only_what_may_be_skipped_is()
    {
        await using var output = new OutputFolder();
        var (exitCode, log) = await RunAsync(["--solved", "--no-measure", "--jobs", "2", "--require", "postgres,mysql,redis,mongo", "--out", output.Path]);
        exitCode.ShouldBe(0, log);

        var allowed = File.ReadLines(Path.Combine(Course.Root, "tests", "Notebooks", "may-be-skipped.txt"))
            .Where(line => line.Length > 0 && line[0] != '#')
            .Select(line => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Take(2)))
            .ToHashSet();
        var skips = Outcomes(output).Where(outcome => outcome.Kind == "skip").Select(outcome => $"{outcome.Notebook[..2]} {outcome.Id}").Distinct();
        skips.Except(allowed).ShouldBeEmpty("skips that no reason of may-be-skipped.txt allows");
    }

    [Theory]
    [MemberData(nameof(Treatments))]
    public async Task A_claim_breaks_where_its_treatment_is_undone(string chapter, string claim, string treatment, string undone)
    {
        await using var output = new OutputFolder();
        var notebook = await NotebookDocument.ReadAsync(Course.Resolve(chapter).Path, TestContext.Current.CancellationToken);
        var treated = notebook.Cells.Where(cell => cell.Source.Contains(treatment, StringComparison.Ordinal)).ShouldHaveSingleItem();
        treated.Source = treated.Source.Replace(treatment, undone, StringComparison.Ordinal);
        // Beside notebooks/, so that the imports' relative paths hold.
        var copy = Path.Combine(Directory.CreateDirectory(Path.Combine(Course.Root, ".course")).FullName, $"{chapter}-undone-{Guid.NewGuid():N}.ipynb");
        await notebook.WriteAsync(copy, TestContext.Current.CancellationToken);
        try
        {
            var (exitCode, log) = await RunAsync([copy, "--no-measure", "--out", output.Path]);
            exitCode.ShouldBe(1, log);
        }
        finally
        {
            File.Delete(copy);
        }

        Outcomes(output).Single(outcome => outcome.Id == claim).Status.ShouldBe("failed");
    }

    private static async Task<(int ExitCode, string Log)> RunAsync(string[] arguments)
    {
        var program = Path.Combine(Course.Root, "engine", "bin", "kernel", "storage-course");
        File.Exists(program).ShouldBeTrue($"expected the engine at {program}; run ./course build");
        var start = new ProcessStartInfo(program, ["run", .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["COURSE_ROOT"] = Course.Root;
        using var process = Process.Start(start)!;
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(Deadline);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(deadline.Token);
            var errors = process.StandardError.ReadToEndAsync(deadline.Token);
            await process.WaitForExitAsync(deadline.Token);
            return (process.ExitCode, await output + await errors);
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
    }

    private static IReadOnlyList<ReportedOutcome> Outcomes(OutputFolder output)
    {
        using var report = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(output.Path, "report.json")));
        return
        [
            .. from notebook in report.RootElement.GetProperty("notebooks").EnumerateArray()
               from cell in notebook.GetProperty("cells").EnumerateArray()
               from outcome in cell.GetProperty("outcomes").EnumerateArray()
               select new ReportedOutcome(
                   notebook.GetProperty("name").GetString()!,
                   outcome.GetProperty("kind").GetString()!,
                   outcome.GetProperty("id").GetString()!,
                   outcome.GetProperty("status").GetString()!),
        ];
    }

    private sealed record ReportedOutcome(string Notebook, string Kind, string Id, string Status);

    private sealed class OutputFolder : IAsyncDisposable
    {
        public string Path { get; } = Directory.CreateTempSubdirectory("storage-course-test-").FullName;

        public ValueTask DisposeAsync()
        {
            Directory.Delete(Path, recursive: true);
            return ValueTask.CompletedTask;
        }
    }
}
