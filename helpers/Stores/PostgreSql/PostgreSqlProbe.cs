using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace StorageCourse.Stores.PostgreSql;

/// <summary>One simple query over PostgreSQL's protocol 3.0, without waiting for a driver to be loaded: a lab is ready sooner.</summary>
internal static class PostgreSqlProbe
{
    /// <summary>Connects without a password, runs a query, and returns the server's version; null while the server does not take connections.</summary>
    /// <exception cref="InvalidOperationException">The server refused the query.</exception>
    public static async Task<string?> RunAsync(EndPoint server, string user, string database, string query, CancellationToken cancellationToken)
    {
        using var socket = new Socket(server.AddressFamily, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(server, cancellationToken);
            await using var stream = new NetworkStream(socket);
            // StartupMessage: length, protocol 3.0, parameters.
            await stream.WriteAsync(Message(null, $"\0\u0003\0\0user\0{user}\0database\0{database}\0\0"), cancellationToken);
            string? version = null;
            var asked = false;
            while (true)
            {
                var (type, body) = await ReadAsync(stream, cancellationToken);
                switch (type)
                {
                    case 'S' when body.Split('\0') is ["server_version", var value, ..]:
                        version = value;
                        break;
                    case 'E' when !asked:
                        return null; // FATAL: the database system is starting up
                    case 'E':
                        throw new InvalidOperationException($"PostgreSQL refused to be set up: {string.Join(' ', body.Split('\0', StringSplitOptions.RemoveEmptyEntries))}");
                    case 'Z' when !asked:
                        asked = true;
                        await stream.WriteAsync(Message('Q', query + "\0"), cancellationToken);
                        break;
                    case 'Z':
                        await stream.WriteAsync(Message('X', ""), cancellationToken);
                        return version;
                }
            }
        }
        catch (Exception error) when (error is SocketException or IOException)
        {
            return null;
        }
    }

    private static byte[] Message(char? type, string body)
    {
        var bytes = Encoding.Latin1.GetBytes((type is null ? "" : $"{type}") + "\0\0\0\0" + body);
        var length = type is null ? 0 : 1;
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(length), bytes.Length - length);
        return bytes;
    }

    private static async Task<(char Type, string Body)> ReadAsync(NetworkStream stream, CancellationToken cancellationToken)
    {
        var header = new byte[5];
        await stream.ReadExactlyAsync(header, cancellationToken);
        var body = new byte[BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(1)) - 4];
        await stream.ReadExactlyAsync(body, cancellationToken);
        return ((char)header[0], Encoding.UTF8.GetString(body));
    }
}
