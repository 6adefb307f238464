namespace StorageCourse.Tests.Docstore.Client;

public sealed class MongoUriTests
{
    [Fact]
    public void A_connection_string_is_read_with_its_escapes()
    {
        var uri = MongoUri.Parse("mongodb://ann%2Flee:p%40ss%3Aword@db.example:27018,[::1],other/shop?authSource=users&tls=true&tlsCAFile=%2Fetc%2Fca.pem&connectTimeoutMS=1500&appName=a%20b");
        uri.User.ShouldBe("ann/lee");
        uri.Password.ShouldBe("p@ss:word");
        uri.Hosts.ShouldBe([("db.example", 27018), ("::1", 27017), ("other", 27017)]);
        (uri.Database, uri.AuthSource, uri.Tls, uri.TlsCaFile, uri.ConnectTimeout, uri.AppName).ShouldBe(("shop", "users", true, "/etc/ca.pem", TimeSpan.FromSeconds(1.5), "a b"));
    }

    [Fact]
    public void Users_are_known_in_the_database_of_the_path_or_in_admin()
    {
        MongoUri.Parse("mongodb://ann:x@h/shop").AuthSource.ShouldBe("shop");
        MongoUri.Parse("mongodb://ann:x@h/shop?authSource=admin").AuthSource.ShouldBe("admin");
        MongoUri.Parse("mongodb://ann:x@h").AuthSource.ShouldBe("admin");
        MongoUri.Parse("mongodb://ann:x@h/shop?tls=true").OptionsText.ShouldBe("tls=true&authSource=shop");
    }

    [Theory]
    [InlineData("postgres://h", "another scheme")]
    [InlineData("mongodb+srv://ann:secret@h", "mongodb+srv")]
    [InlineData("mongodb://", "no host")]
    [InlineData("mongodb://h:99999", "99999")]
    [InlineData("mongodb://h:x", "\"x\"")]
    [InlineData("mongodb://:secret@h", "a user")]
    [InlineData("mongodb://%2Ftmp%2Fmongodb.sock", "Unix")]
    [InlineData("mongodb://ann:secret@h/?compressors=zlib", "compressors=zlib")]
    [InlineData("mongodb://ann:secret@h/?retryWrites=true", "retryWrites=true")]
    [InlineData("mongodb://ann:secret@h/?authMechanism=SCRAM-SHA-1", "SCRAM-SHA-256")]
    [InlineData("mongodb://h/?tls=yes", "true or false")]
    [InlineData("mongodb://h/?tls", "\"tls\"")]
    [InlineData("mongodb://h/?replicaSet=rs0", "replicaSet=rs0")]
    public void What_the_client_does_not_have_is_refused_by_name_and_without_the_password(string text, string named)
    {
        var error = Should.Throw<FormatException>(() => MongoUri.Parse(text));
        error.Message.ShouldContain(named);
        error.Message.ShouldNotContain("secret");
    }
}
