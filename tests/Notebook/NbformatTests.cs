using System.Diagnostics;
using System.Text.Json.Nodes;
using StorageCourse.Engine.Notebook;

namespace StorageCourse.Tests.Notebook;

/// <summary>Against the format's own library, Debian's python3-nbformat.</summary>
public sealed class NbformatTests
{
    [Fact]
    public async Task What_we_write_is_valid_and_is_what_nbformat_itself_would_write()
    {
        using var folder = new TemporaryFolder();
        var notebook = NotebookDocument.Create();
        notebook.Append(CellKind.Markdown, "# Titel ü 😀\n\n\"quoted\"\\");
        var cell = notebook.Append(CellKind.Code, "display(1)\n");
        cell.ExecutionCount = 3;
        cell.AppendStream("stdout", "one\ntwo\u001b[31m\u007f\u2028");
        cell.AppendDisplay(new JsonObject { ["text/html"] = "<b>\n</b>", ["text/plain"] = "", ["application/vnd.plotly.v1+json"] = new JsonObject { ["data"] = new JsonArray(1.5, "x") } });
        cell.AppendResult(new JsonObject { ["text/plain"] = "4" }, new JsonObject { ["isolated"] = true }, 3);
        cell.AppendError("42P01", "relation \"x\" does not exist", ["line 1", "line 2"]);
        notebook.Append(CellKind.Raw, "");
        await notebook.WriteAsync(folder.Path("made.ipynb"), TestContext.Current.CancellationToken);

        var old = NotebookDocument.Parse("""
            {
             "cells": [
              {
               "cell_type": "code",
               "execution_count": null,
               "metadata": {},
               "outputs": [],
               "source": []
              }
             ],
             "metadata": {},
             "nbformat": 4,
             "nbformat_minor": 4
            }

            """u8.ToArray(), "old.ipynb");
        old.Cells[0].AppendStream("stderr", "x");
        await old.WriteAsync(folder.Path("old.ipynb"), TestContext.Current.CancellationToken);

        await ValidateAsync(folder.Path("made.ipynb"), folder.Path("old.ipynb"));
    }

    private static async Task ValidateAsync(params string[] paths)
    {
        var start = new ProcessStartInfo("/usr/bin/python3") { UseShellExecute = false, RedirectStandardError = true, RedirectStandardOutput = true };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "Notebook", "validate.py"));
        foreach (var path in paths) start.ArgumentList.Add(path);
        using var python = Process.Start(start)!;
        var output = python.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var errors = await python.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await python.WaitForExitAsync(TestContext.Current.CancellationToken);
        python.ExitCode.ShouldBe(0, errors + await output);
    }
}
