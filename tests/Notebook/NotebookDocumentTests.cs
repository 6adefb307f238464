using System.Text;
using System.Text.Json.Nodes;
using StorageCourse.Engine.Notebook;

namespace StorageCourse.Tests.Notebook;

public sealed class NotebookDocumentTests
{
    private const string Chapter = """
        {
         "cells": [
          {
           "cell_type": "markdown",
           "id": "title",
           "metadata": {},
           "source": [
            "# Größe 😀 matters\n",
            "not\u0085 this"
           ]
          },
          {
           "cell_type": "code",
           "execution_count": null,
           "id": "first",
           "metadata": {
            "exercise": "06.2",
            "unknown": [1.0, 1e-7, 123456789012345678901234567890]
           },
           "outputs": [],
           "source": "one line",
           "x-ours": {}
          }
         ],
         "metadata": {
          "kernelspec": {
           "display_name": "C#",
           "name": "storage-course"
          }
         },
         "nbformat": 4,
         "nbformat_minor": 5
        }

        """;

    [Theory]
    [InlineData(" ")]
    [InlineData("    ")]
    [InlineData("\t")]
    public void An_untouched_notebook_is_written_byte_for_byte(string indent)
    {
        foreach (var text in new[]
        {
            Chapter, Chapter.TrimEnd('\n'), Chapter.Replace("\n", "\r\n", StringComparison.Ordinal), "\uFEFF" + Chapter,
            Chapter.Replace("\n" + new string(' ', 2), "\n" + indent, StringComparison.Ordinal), "{\"cells\":[],\"nbformat\":4,\"nbformat_minor\":4}", "{ \"nbformat\" : 4, \"cells\":\n\n[ ]}  ",
        })
        {
            var bytes = Encoding.UTF8.GetBytes(text);
            NotebookDocument.Parse(bytes, "x.ipynb").ToBytes().ShouldBe(bytes);
        }
    }

    [Fact]
    public void A_change_of_one_cell_changes_only_its_lines()
    {
        var notebook = Parse(Chapter.Replace("[1.0, 1e-7, 123456789012345678901234567890]", "[\n     1.0,\n     1e-7,\n     123456789012345678901234567890\n    ]", StringComparison.Ordinal));
        var before = Encoding.UTF8.GetString(notebook.ToBytes());
        notebook.Cells[1].Source = "a \"😀\"\nb\\";
        Encoding.UTF8.GetString(notebook.ToBytes()).ShouldBe(before.Replace(
            "\"source\": \"one line\"", "\"source\": [\n    \"a \\\"😀\\\"\\n\",\n    \"b\\\\\"\n   ]", StringComparison.Ordinal));
    }

    [Fact]
    public void A_file_with_escaped_letters_keeps_escaping_them()
    {
        var notebook = Parse(Chapter.Replace("ö", "\\u00f6", StringComparison.Ordinal).Replace("ß", "\\u00df", StringComparison.Ordinal).Replace("😀", "\\ud83d\\ude00", StringComparison.Ordinal));
        notebook.Cells[1].Source = "ü";
        var text = Encoding.UTF8.GetString(notebook.ToBytes());
        text.ShouldContain("\\u00fc");
        text.ShouldContain("Gr\\u00f6\\u00dfe \\ud83d\\ude00");
    }

    [Fact]
    public void A_notebook_of_format_4_4_is_written_as_4_5_with_the_same_ids_each_time()
    {
        static string[] Ids()
        {
            var notebook = Parse("""{"cells":[{"cell_type":"code","source":"1","metadata":{},"outputs":[],"execution_count":null},{"cell_type":"code","source":"1","metadata":{},"outputs":[],"execution_count":null},{"cell_type":"raw","source":"1","metadata":{}}],"metadata":{},"nbformat":4,"nbformat_minor":4}""");
            notebook.Metadata["touched"] = true;
            var written = NotebookDocument.Parse(notebook.ToBytes(), "x.ipynb");
            written.Json["nbformat_minor"]!.GetValue<int>().ShouldBe(5);
            return [.. written.Cells.Select(cell => cell.Id!)];
        }

        Ids().Distinct().Count().ShouldBe(3);
        Ids().ShouldBe(Ids());
    }

    [Fact]
    public void An_id_that_stands_twice_is_replaced_in_the_second_cell_when_the_notebook_is_changed()
    {
        var notebook = Parse("""{"cells":[{"id":"a","cell_type":"raw","source":"1","metadata":{}},{"id":"a","cell_type":"raw","source":"2","metadata":{}}],"metadata":{},"nbformat":4,"nbformat_minor":5}""");
        notebook.Cells[0].Source = "changed";
        var ids = NotebookDocument.Parse(notebook.ToBytes(), "x.ipynb").Cells.Select(cell => cell.Id!).ToArray();
        ids[0].ShouldBe("a");
        ids[1].ShouldNotBe("a");
    }

    [Fact]
    public void Streams_of_one_name_grow_together_and_others_stand_apart()
    {
        var cell = NotebookDocument.Create().Append(CellKind.Code, "x");
        cell.AppendStream("stdout", "a");
        cell.AppendStream("stdout", "b\nc\n");
        cell.AppendStream("stderr", "d");
        cell.AppendStream("stdout", "e");
        cell.Outputs.Select(output => $"{output["name"]}:{MultilineText.Join(output["text"])}").ShouldBe(["stdout:ab\nc\n", "stderr:d", "stdout:e"]);
    }

    [Theory]
    [InlineData("", 1, 1, "the file is empty")]
    [InlineData("  \n ", 1, 1, "the file is empty")]
    [InlineData("[]", 1, 1, "another JSON value")]
    [InlineData("{\n \"cells\": [\n  {é\n", 3, 4, "'0xC3'")]
    [InlineData("{\n \"cells\": [", 2, 12, "")]
    [InlineData("{\n \"nbformat\": 4,\n<<<<<<< HEAD\n", 3, 1, "git's conflict marker")]
    [InlineData("{\"nbformat\": 3, \"worksheets\": []}", 1, 14, "expected nbformat 4, got 3")]
    [InlineData("{\n \"nbformat\": 4\n}", 1, 1, "expected an array of cells at cells, got nothing")]
    [InlineData("{\n \"nbformat\": 4,\n \"cells\": {}\n}", 3, 11, "expected an array of cells at cells, got an object")]
    [InlineData("{\"nbformat\": 4, \"cells\": [\n  {\"cell_type\": \"code\", \"source\": \"x\"},\n  {\"é\": 1, \"cell_type\": \"codex\"}]}", 3, 25, "got \"codex\"")]
    [InlineData("{\"nbformat\": 4, \"cells\": [\n  {\"cell_type\": \"code\", \"source\": [\"x\",\n 7]}]}", 3, 2, "at cells.0.source.1, got a number")]
    [InlineData("{\"nbformat\": 4, \"cells\": [{\"cell_type\": \"code\", \"source\": \"x\", \"outputs\": [null]}]}", 1, 76, "an output (an object) at cells.0.outputs.0, got nothing")]
    [InlineData("{\"nbformat\": 4, \"nbformat\": 4, \"cells\": []}", 1, 17, "each name once")]
    public void A_malformed_file_says_where_and_what_was_expected(string text, int line, int column, string reason)
    {
        var error = Should.Throw<NotebookFormatException>(() => Parse(text));
        error.Message.ShouldStartWith($"chapter.ipynb:{line}:{column}: expected");
        error.Message.ShouldContain(reason);
    }

    [Fact]
    public void A_notebook_of_50_MB_is_read_and_written()
    {
        var notebook = NotebookDocument.Create();
        var line = new string('x', 1023) + "\n";
        var data = new JsonObject { ["text/plain"] = string.Concat(Enumerable.Repeat(line, 50 * 1024)) };
        notebook.Append(CellKind.Code, "1").AppendDisplay(data);
        var bytes = notebook.ToBytes();
        bytes.Length.ShouldBeGreaterThan(50 * 1024 * 1024);
        var again = NotebookDocument.Parse(bytes, "big.ipynb");
        again.ToBytes().ShouldBeSameAs(bytes);
        again.Cells[0].ClearOutputs();
        again.ToBytes().Length.ShouldBeLessThan(1024);
    }

    [Fact]
    public async Task A_file_that_cannot_be_replaced_leaves_nothing_behind()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.Path("taken"));
        (await Should.ThrowAsync<Exception>(() => NotebookDocument.Create().WriteAsync(folder.Path("taken")))).ShouldBeAssignableTo<SystemException>();
        Directory.GetFileSystemEntries(folder.Root).ShouldBe([folder.Path("taken")]);
    }

    private static NotebookDocument Parse(string text) => NotebookDocument.Parse(Encoding.UTF8.GetBytes(text), "chapter.ipynb");
}
