using System.Text.RegularExpressions;
using StorageCourse.Engine.Headless;

namespace StorageCourse.Tests.Notebooks;

/// <summary>The list of what cells may reference is complete in itself; why is said in it.</summary>
public sealed partial class ReferencesTests
{
    private static readonly string Helpers = Path.Combine(Course.Find(AppContext.BaseDirectory)!.Root, "helpers");

    public static TheoryData<string> Listed => [.. Reference().Matches(File.ReadAllText(Path.Combine(Helpers, "references.csx"))).Select(match => match.Groups["name"].Value)];

    [Fact]
    public void The_list_holds_the_helpers_and_nothing_twice()
    {
        var listed = Listed.Select(row => row.Data).ToArray();
        listed.ShouldContain("Helpers");
        listed.ShouldBeUnique();
    }

    [Theory]
    [MemberData(nameof(Listed))]
    public void What_a_listed_assembly_mentions_is_of_the_framework_or_on_the_list(string name)
    {
        var path = Path.Combine(Helpers, "bin", name + ".dll");
        File.Exists(path).ShouldBeTrue(path);
        var framework = Directory.EnumerateFiles(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "*.dll").Select(Path.GetFileNameWithoutExtension);
        var known = framework.Concat(Listed.Select(row => row.Data)).ToHashSet(StringComparer.OrdinalIgnoreCase);
        MentionedAssemblies.Of(path).Where(mentioned => !known.Contains(mentioned.Assembly))
            .Select(mentioned => $"{mentioned.Assembly}, by {mentioned.By}").ShouldBeEmpty();
    }

    [GeneratedRegex("""^#r "../helpers/bin/(?<name>.+)\.dll"\r?$""", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Reference();
}
