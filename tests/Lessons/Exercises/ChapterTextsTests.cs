using StorageCourse.Engine.Headless;
using StorageCourse.Lessons.Exercises;

namespace StorageCourse.Tests.Lessons.Exercises;

/// <summary>What exercises say, as text beside the chapters.</summary>
public sealed class ChapterTextsTests
{
    private static readonly string Rooms = Path.Combine(Course.Find(AppContext.BaseDirectory)!.Root, "helpers", "Chapters");

    public static TheoryData<string> Chapters => [.. Directory.EnumerateFiles(Rooms, "texts.md", SearchOption.AllDirectories).Select(path => Path.GetFileName(Path.GetDirectoryName(path)!)).Where(name => name != "NN")];

    [Theory]
    [MemberData(nameof(Chapters))]
    public void Each_text_of_a_chapter_is_said_by_an_exercise_and_each_that_one_says_is_there(string chapter)
    {
        // A chapter takes its texts when it is made, and fails where one is missing.
        var speaking = ExerciseRegistry.Course.All.Where(exercise => exercise.Texts is not null && exercise.Id.StartsWith(chapter + ".", StringComparison.Ordinal)).ToList();
        speaking.Select(exercise => exercise.Id).ShouldBe(ChapterTexts.Of(chapter).Exercises.Select(texts => texts.Id), ignoreOrder: true);
        speaking.SelectMany(exercise => exercise.Texts!.Unused.Select(key => $"{exercise.Id} **{key}**")).ShouldBeEmpty("texts that no exercise says");
    }

    [Fact]
    public void A_text_is_a_paragraph_under_its_key_and_lines_are_joined()
    {
        var texts = ChapterTexts.Parse("# 99\n\nWords before.\n\n## 99.1 · the answer\r\n\r\n**right** Because `count(*)`\r\nis **one**. \n\n**hint 1** a\n**hint** b\n", "texts.md")["99.1"];
        texts.Title.ShouldBe("the answer");
        texts["right"].ShouldBe("Because `count(*)` is **one**.");
        texts["hint 1"].ShouldBe("a **hint** b");
    }

    [Fact]
    public void A_missing_text_is_an_error_that_names_file_section_and_key()
    {
        var texts = ChapterTexts.Parse("## 99.1 · the answer\n\n**right** Because.\n", "helpers/Chapters/99/texts.md");
        Should.Throw<InvalidDataException>(() => texts["99.1"]["too few"]).Message.ShouldBe("helpers/Chapters/99/texts.md, section 99.1: expected a text **too few**, found right");
        Should.Throw<InvalidDataException>(() => texts["99.2"]).Message.ShouldBe("helpers/Chapters/99/texts.md: expected a section ## 99.2, found 99.1");
        Should.Throw<InvalidDataException>(() => ChapterTexts.Of("98")).Message.ShouldContain("expected the texts of chapter 98 in ");
    }

    [Theory]
    [InlineData("## 99.1 · a\n\nno key\n", "texts.md, line 3: expected a text that begins with its key, **key** text, got \"no key\"")]
    [InlineData("## 99.1 · a\n\n**right** x\n\n**right** y\n", "texts.md, line 5: expected each key once in a section, found **right** twice in 99.1")]
    [InlineData("## 99.1 · a\n\n## 99.1 · b\n", "texts.md, line 3: expected each exercise once, found 99.1 twice")]
    public void What_can_not_be_understood_is_an_error_that_names_file_and_line(string markdown, string message) =>
        Should.Throw<InvalidDataException>(() => ChapterTexts.Parse(markdown, "texts.md")).Message.ShouldBe(message);
}
