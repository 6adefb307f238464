using System.Text.RegularExpressions;
using StorageCourse.Labs;
using StorageCourse.Labs.Containers;
using StorageCourse.Tests.Session;

namespace StorageCourse.Tests.Labs;

/// <summary>The table of images, against docker-compose.yml, which says the same in other words.</summary>
public sealed class ContainerImageTests
{
    private static readonly string Compose = File.ReadAllText(Path.Combine(CourseKernel.Root, "docker-compose.yml"));

    [Fact]
    public void Every_store_that_a_lab_can_be_asked_for_has_an_image_or_is_started_without() =>
        StoreRecipes.All.ShouldAllBe(recipe => recipe.Images.Count > 0 || recipe is INativeRecipe || recipe is IEmbeddedRecipe);

    [Theory]
    [InlineData("postgresql", "postgres")]
    [InlineData("mariadb", "mysql")]
    [InlineData("mysql", "mysql8")]
    [InlineData("redis", "redis")]
    [InlineData("mongodb", "mongo")]
    [InlineData("sqlserver", "mssql")]
    public void A_store_in_a_container_is_the_one_that_course_up_starts(string flavor, string service)
    {
        var image = ContainerImages.All.Single(row => row.Flavor == flavor);
        var text = Regex.Match(Compose, $@"(?m)^  {service}:\n((?:    .*\n|\n)*)").Groups[1].Value;
        var name = service.ToUpperInvariant();

        Regex.Match(text, @"image: (\S+)").Groups[1].Value.ShouldBe(image.Image);
        Regex.Match(text, @"platform: (\S+)").Groups[1].Value.ShouldBe(image.Platform);
        text.ShouldMatch($@"ports: \[""127\.0\.0\.1:\$\{{{name}_PORT:-\d+\}}:{image.Port}""\]");
        var attach = Regex.Match(text, $@"course\.attach: LAB_{name}=(.+)").Groups[1].Value;
        Regex.Replace(attach, @"\$\{[A-Z0-9]+_PORT:-\d+\}", "{1}").Replace($"${{{name}_PASSWORD}}", "{0}", StringComparison.Ordinal).ShouldBe(image.Attach);
        foreach (var (variable, value) in image.Environment) text.ShouldMatch($@"{variable}: ""?{Regex.Escape(value)}""?\n");
    }

    [Theory]
    [InlineData(null, "mariadb", "mariadb:10.11.18")]
    [InlineData("mysql", "mysql", "mysql:8.4.11")]
    [InlineData("mysql:9.1", "mysql", "mysql:9.1")]
    [InlineData("mariadb:11.8", "mariadb", "mariadb:11.8")]
    [InlineData("example.org:5000/mirror/mysql:9.1", "mysql", "example.org:5000/mirror/mysql:9.1")]
    [InlineData("example.org/their-own@sha256:00", "mariadb", "example.org/their-own@sha256:00")]
    public void A_setting_names_another_image_and_with_it_perhaps_another_flavor(string? setting, string flavor, string image)
    {
        var row = ContainerImages.Choose("mysql", setting).ShouldNotBeNull();
        row.Flavor.ShouldBe(flavor);
        row.Image.ShouldBe(image);
    }

    [Fact]
    public void The_container_that_a_learner_starts_in_chapter_00_is_of_the_labs_own_image() =>
        File.ReadAllText(Path.Combine(CourseKernel.Root, "notebooks", "00-welcome.ipynb")).ShouldContain($"new RedisBuilder(\\\"{ContainerImages.All.Single(image => image.Store == "redis").Image}\\\")");

    [Fact]
    public void A_store_without_an_image_is_none() => ContainerImages.Choose("kafka", null).ShouldBeNull();
}
