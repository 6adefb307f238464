namespace StorageCourse;

/// <summary>What the answer to exercise 14.4 is.</summary>
public interface IWriteBehind
{
    /// <summary>Takes a write. When it returns, the caller has been promised that the write will reach the database.</summary>
    Task AcceptAsync(string key, string value);

    /// <summary>Brings accepted writes to the database. Of several writes to one key the last one counts.</summary>
    /// <param name="apply">Writes a key's value to the database. It throws where the database can't be reached.</param>
    Task FlushAsync(Func<string, string, Task> apply);
}
