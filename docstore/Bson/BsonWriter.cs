using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Text;

namespace StorageCourse.Docstore.Bson;

/// <summary>Writes BSON into a buffer from the pool, which grows as needed. What is still bytes is copied as it is.</summary>
/// <remarks>A length stands before what it counts, so it is written last: <see cref="Begin"/> leaves room for it, <see cref="End"/> fills it in.</remarks>
internal sealed class BsonWriter : IBufferWriter<byte>, IDisposable
{
    private byte[] buffer;
    private int position;
    private int depth;

    /// <param name="capacity">Bytes to begin with.</param>
    public BsonWriter(int capacity = 512) => buffer = ArrayPool<byte>.Shared.Rent(capacity);

    /// <summary>What was written so far; valid until the next write or <see cref="Dispose"/>.</summary>
    public ReadOnlySpan<byte> Written => buffer.AsSpan(0, position);

    /// <summary>The same, to be sent.</summary>
    public ReadOnlyMemory<byte> WrittenMemory => buffer.AsMemory(0, position);

    /// <summary>The number of bytes written so far.</summary>
    public int Position => position;

    /// <summary>Begins anew, in the same buffer.</summary>
    public void Clear() => (position, depth) = (0, 0);

    /// <summary>Gives the buffer back.</summary>
    public void Dispose()
    {
        var old = buffer;
        buffer = [];
        position = 0;
        if (old.Length > 0) ArrayPool<byte>.Shared.Return(old);
    }

    public void WriteInt32(int value) => BinaryPrimitives.WriteInt32LittleEndian(Take(4), value);

    public void WriteInt64(long value) => BinaryPrimitives.WriteInt64LittleEndian(Take(8), value);

    public void WriteByte(byte value) => Take(1)[0] = value;

    public void WriteBytes(ReadOnlySpan<byte> bytes) => bytes.CopyTo(Take(bytes.Length));

    /// <summary>Overwrites four bytes that were written before, such as the length of a message.</summary>
    public void PatchInt32(int at, int value) => BinaryPrimitives.WriteInt32LittleEndian(buffer.AsSpan(at), value);

    /// <summary>Writes UTF-8 and a NUL.</summary>
    public void WriteCString(string text)
    {
        var most = Encoding.UTF8.GetMaxByteCount(text.Length) + 1;
        Reserve(most);
        position += Encoding.UTF8.GetBytes(text, buffer.AsSpan(position));
        buffer[position++] = 0;
    }

    /// <summary>Opens a document or an array.</summary>
    /// <returns>What <see cref="End"/> wants.</returns>
    /// <exception cref="MongoError">Overflow: that is one level too deep.</exception>
    public int Begin()
    {
        if (++depth > BsonDocument.MaxDepth) throw MongoError.Overflow($"expected at most {BsonDocument.MaxDepth} levels of documents and arrays, got more");
        var at = position;
        Take(4);
        return at;
    }

    /// <summary>Closes what <see cref="Begin"/> opened.</summary>
    public void End(int begin)
    {
        depth--;
        WriteByte(0);
        PatchInt32(begin, position - begin);
    }

    /// <summary>Writes a whole document.</summary>
    public void WriteDocument(BsonDocument document)
    {
        if (document.IsRaw)
        {
            WriteBytes(document.RawBytes);
            return;
        }

        var begin = Begin();
        foreach (var (name, value) in document) WriteElement(name, value);
        End(begin);
    }

    /// <summary>Writes a whole array.</summary>
    public void WriteArray(BsonArray array)
    {
        if (array.IsRaw)
        {
            WriteBytes(array.RawBytes);
            return;
        }

        var begin = Begin();
        for (var i = 0; i < array.Count; i++) WriteItem(i, array[i]);
        End(begin);
    }

    /// <summary>Writes a field of a document that is open.</summary>
    public void WriteElement(string name, in BsonValue value)
    {
        WriteByte((byte)value.Type);
        WriteCString(name);
        WriteValue(value);
    }

    /// <summary>Writes the item at this position of an array that is open.</summary>
    public void WriteItem(int index, in BsonValue value)
    {
        const int mostDigits = 10;
        WriteByte((byte)value.Type);
        Reserve(mostDigits + 1);
        Utf8Formatter.TryFormat(index, buffer.AsSpan(position), out var digits);
        position += digits;
        buffer[position++] = 0;
        WriteValue(value);
    }

    /// <summary>Writes a value without its type and name.</summary>
    public void WriteValue(in BsonValue value)
    {
        switch (value.Type)
        {
            case BsonType.Double or BsonType.DateTime or BsonType.Int64 or BsonType.Timestamp:
                WriteInt64(value.Bits);
                break;
            case BsonType.Int32:
                WriteInt32((int)value.Bits);
                break;
            case BsonType.Boolean:
                WriteByte((byte)value.Bits);
                break;
            case BsonType.String or BsonType.Symbol or BsonType.JavaScript:
                if (value.IsUtf8) WriteText(value.Utf8);
                else WriteText(value.Text);
                break;
            case BsonType.Document:
                WriteDocument(value.AsDocument);
                break;
            case BsonType.Array:
                WriteArray(value.AsArray);
                break;
            case BsonType.ObjectId:
                value.AsObjectId.CopyTo(Take(ObjectId.Size));
                break;
            case BsonType.Decimal128:
                var number = value.AsDecimal128;
                WriteInt64((long)number.LowBits);
                WriteInt64((long)number.HighBits);
                break;
            case BsonType.Binary:
                WriteBinary(value.AsBinary);
                break;
            case BsonType.Regex:
                WriteCString(value.AsRegex.Pattern);
                WriteCString(value.AsRegex.Options);
                break;
            case BsonType.DbPointer:
                WriteText(value.AsDbPointer.Namespace);
                value.AsDbPointer.Id.CopyTo(Take(ObjectId.Size));
                break;
            case BsonType.JavaScriptWithScope:
                var begin = position;
                Take(4);
                WriteText(value.AsJavaScriptWithScope.Code);
                WriteDocument(value.AsJavaScriptWithScope.Scope);
                PatchInt32(begin, position - begin);
                break;
            case BsonType.Null or BsonType.Undefined or BsonType.MinKey or BsonType.MaxKey:
                break;
            default:
                throw MongoError.InternalError("expected a value to write, got one that is missing");
        }
    }

    // IBufferWriter: whoever fills the buffer by itself, such as a socket.
    public void Advance(int count) => position += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(Math.Max(sizeHint, 1));
        return buffer.AsMemory(position);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(Math.Max(sizeHint, 1));
        return buffer.AsSpan(position);
    }

    // The length counts the NUL.
    private void WriteText(ReadOnlySpan<byte> utf8)
    {
        WriteInt32(utf8.Length + 1);
        WriteBytes(utf8);
        WriteByte(0);
    }

    private void WriteText(string text)
    {
        var begin = position;
        Take(4);
        WriteCString(text);
        PatchInt32(begin, position - begin - 4);
    }

    // Subtype 2, of old drivers, has its length a second time.
    private void WriteBinary(BsonBinary binary)
    {
        var old = binary.Subtype == 2;
        WriteInt32(binary.Bytes.Length + (old ? 4 : 0));
        WriteByte(binary.Subtype);
        if (old) WriteInt32(binary.Bytes.Length);
        WriteBytes(binary.Bytes.Span);
    }

    private Span<byte> Take(int count)
    {
        Reserve(count);
        var taken = buffer.AsSpan(position, count);
        position += count;
        return taken;
    }

    private void Reserve(int count)
    {
        if (buffer.Length - position >= count) return;
        var grown = ArrayPool<byte>.Shared.Rent(Math.Max(buffer.Length * 2, position + count));
        buffer.AsSpan(0, position).CopyTo(grown);
        ArrayPool<byte>.Shared.Return(buffer);
        buffer = grown;
    }
}
