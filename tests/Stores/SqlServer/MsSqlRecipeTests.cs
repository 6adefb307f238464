using Microsoft.Data.SqlClient;
using StorageCourse.Stores.SqlServer;

namespace StorageCourse.Tests.Stores.SqlServer;

public sealed class MsSqlRecipeTests
{
    [Theory]
    [InlineData("Server=127.0.0.1,21433;User ID=sa;Password=x", "127.0.0.1", 21433, "sa")]
    [InlineData("Server=tcp:db.example.com, 1444;User ID=me;Password=x", "db.example.com", 1444, "me")]
    [InlineData("Data Source=db.example.com;UID=me;PWD=x", "db.example.com", 1433, "me")]
    [InlineData("mssql://me:x@db.example.com:1500", "db.example.com", 1500, "me")]
    public void A_connection_string_names_host_port_and_user(string text, string host, int port, string user)
    {
        var endpoint = SqlServerRecipe.Endpoint(text);
        (endpoint.Host, endpoint.Port, endpoint.User, endpoint.Password, endpoint.Database).ShouldBe((host, port, user, "x", "master"));
    }

    [Theory]
    [InlineData("Server=host\\SQLEXPRESS;Password=secret", "named instance")]
    [InlineData("Server=host,port;Password=secret", "a number behind the comma")]
    public void What_names_no_port_is_refused_without_repeating_the_password(string text, string reason)
    {
        var error = Should.Throw<FormatException>(() => SqlServerRecipe.Endpoint(text));
        error.Message.ShouldContain(reason);
        error.Message.ShouldNotContain("secret");
    }

    [Fact]
    public void The_certificate_of_a_server_on_this_machine_is_trusted_and_of_no_other()
    {
        Driver("Server=127.0.0.1,1433;Password=x").TrustServerCertificate.ShouldBeTrue();
        Driver("Server=db.example.com;Password=x").TrustServerCertificate.ShouldBeFalse();
        Driver("Server=127.0.0.1,1433;Password=x;TrustServerCertificate=false").TrustServerCertificate.ShouldBeFalse();
    }

    [Fact]
    public void What_was_said_of_encryption_reaches_the_driver()
    {
        var driver = Driver("Server=db.example.com;Password=x;Encrypt=Strict;Trust Server Certificate=false;Application Name=other");
        driver.Encrypt.ShouldBe(SqlConnectionEncryptOption.Strict);
        driver.TrustServerCertificate.ShouldBeFalse();
        driver.ApplicationName.ShouldBe("storage-course");
    }

    [Fact]
    public void A_password_with_every_sign_survives_the_way_to_the_driver()
    {
        var endpoint = SqlServerRecipe.Endpoint("Server=h;User ID=u;Password=\"a;b=c'd\"");
        endpoint.Password.ShouldBe("a;b=c'd");
        new SqlConnectionStringBuilder(SqlServerConnections.ConnectionString(endpoint, pooling: true)).Password.ShouldBe("a;b=c'd");
        endpoint.ToString().ShouldNotContain("a;b");
    }

    [Fact]
    public void A_cells_session_has_a_connection_of_its_own()
    {
        var endpoint = SqlServerRecipe.Endpoint("Server=h;Password=x");
        new SqlConnectionStringBuilder(SqlServerConnections.ConnectionString(endpoint, pooling: false)).Pooling.ShouldBeFalse();
        new SqlConnectionStringBuilder(SqlServerConnections.ConnectionString(endpoint, pooling: true)).Pooling.ShouldBeTrue();
    }

    private static SqlConnectionStringBuilder Driver(string text) => new(SqlServerConnections.ConnectionString(SqlServerRecipe.Endpoint(text), pooling: true));
}
