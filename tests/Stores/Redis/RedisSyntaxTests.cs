using System.Text;
using System.Text.RegularExpressions;
using FsCheck.Fluent;
using StorageCourse.Host;
using StorageCourse.Stores.Redis;
using StorageCourse.Tests.Host;

namespace StorageCourse.Tests.Stores.Redis;

public sealed class RedisSyntaxTests
{
    private static readonly CancellationToken Cancellation = TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("SET a 1", "SET|a|1")]
    [InlineData("  SET\ta  '1' ", "SET|a|1")]
    [InlineData("SET a \"x\\ny\\\"\\x41\\q\"", "SET|a|x\ny\"Aq")]
    [InlineData("SET a 'it\\'s \\n'", "SET|a|it's \\n")]
    [InlineData("SET a \"\" ''", "SET|a||")]
    [InlineData("SET é \"😀\"", "SET|é|😀")]
    [InlineData("EVAL \"local x = 1\nreturn x\" 0", "EVAL|local x = 1\nreturn x|0")]
    public void Arguments_are_read_as_redis_cli_reads_them(string line, string expected) =>
        RedisSyntax.Read(line).ShouldHaveSingleItem().Arguments.Select(argument => argument.Text).ShouldBe(expected.Split('|'));

    [Fact]
    public void Comments_and_empty_lines_are_passed_over_and_lines_counted()
    {
        var commands = RedisSyntax.Read("# one\n\n// two\nSET a '\n'\n  GET a\n");
        commands.Select(command => (command.Name, command.Line)).ShouldBe([("SET", 4), ("GET", 6)]);
    }

    [Theory]
    [InlineData("PING\nSET a \"open", "expected a closing \"", 2, 7)]
    [InlineData("SET a 'x'y", "expected a blank after the closing '", 1, 10)]
    public void A_wrong_quote_has_its_place(string cell, string message, int line, int column)
    {
        var error = Should.Throw<CellException>(() => RedisSyntax.Read(cell));
        error.Message.ShouldStartWith(message);
        (error.Line, error.Column).ShouldBe((line, column));
    }

    [Fact]
    public void Whole_unquoted_arguments_are_variables_and_lists_become_several()
    {
        var host = new RecordingHost
        {
            ["name"] = "two words",
            ["price"] = 9.5,
            ["bytes"] = new byte[] { 0, 255 },
            ["ids"] = new[] { 1, 2 },
            ["fields"] = new Dictionary<string, object> { ["a"] = 1, ["b"] = true },
            ["none"] = null,
            ["empty"] = Array.Empty<int>(),
        };
        Bind("SET $name $price").ShouldBe(["SET", "two words", "9.5"]);
        Bind("SADD x$name '$name' \"$name\" $ $.a $1 $name").ShouldBe(["SADD", "x$name", "$name", "$name", "$", "$.a", "$1", "two words"]);
        Bind("HSET k $fields").ShouldBe(["HSET", "k", "a", "1", "b", "1"]);
        Bind("SADD k $ids").ShouldBe(["SADD", "k", "1", "2"]);
        RedisBinder.Bind(RedisSyntax.Read("SET k $bytes")[0], host)[2].ShouldBe([0, 255]);
        Should.Throw<CellException>(() => Bind("GET $missing")).Message.ShouldContain("there is no C# variable missing");
        Should.Throw<CellException>(() => Bind("SET k $none")).Message.ShouldContain("none is null");
        Should.Throw<CellException>(() => Bind("SADD k $empty")).Message.ShouldContain("empty is empty");

        IEnumerable<string> Bind(string line) => RedisBinder.Bind(RedisSyntax.Read(line)[0], host).Select(Encoding.UTF8.GetString);
    }

    [Fact]
    public async Task Any_bytes_survive_quoting_and_a_real_server()
    {
        var lab = await CellRunner.StartAsync("redis");
        using var connection = await RespConnection.ConnectAsync(lab.Redis.Endpoint, Cancellation);
        FsCheck.Check.QuickThrowOnFailure(Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), bytes =>
        {
            if (bytes is null) return true;
            var command = RedisSyntax.Read($"ECHO {RedisSyntax.Quote(bytes)}").ShouldHaveSingleItem();
            return EchoAsync(command).GetAwaiter().GetResult().AsSpan().SequenceEqual(bytes);
        }));

        async Task<byte[]> EchoAsync(RedisCommandLine command)
        {
            await connection.SendAsync([RedisBinder.Bind(command, new RecordingHost())], Cancellation);
            return (byte[])(await connection.ReceiveAsync(Cancellation)).Value!;
        }
    }

    [Fact]
    public async Task Replies_look_as_redis_cli_writes_them()
    {
        var lab = await CellRunner.StartAsync("redis");
        using var cell = new CellRunner();
        await cell.RunAsync("#!redis\nDEL looks hash\nRPUSH looks a 'b\"' \"c\\\\\" \"\\x00\\n\"\nHSET hash f v\nZADD looked 1.5 a");
        foreach (var command in new[] { "LRANGE looks 0 -1", "LLEN looks", "GET missing", "TYPE looks", "EVAL \"return {1, {2, {3, 'x'}}, {}, false}\" 0", "KEYS nothing*", "ZSCORE looked a", "CONFIG GET maxmemory" })
        {
            var shown = await cell.RunAsync($"#!redis\n{command}");
            var expected = await RedisCli.RunAsync(lab.Redis.Endpoint, command);
            // redis-cli numbers the elements of a set with 1~ and those of a map with 1#.
            shown[..shown.LastIndexOf('\n')].ShouldBe(Regex.Replace(expected.TrimEnd('\n'), @"(\d)[~#] ", "$1) "), command);
        }
    }
}
