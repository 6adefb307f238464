namespace StorageCourse;

/// <summary>What the answer to exercise 13.1 is.</summary>
public interface ICache
{
    /// <summary>Keeps a value under a key of its own making.</summary>
    /// <returns>The key: another one at each call, in whatever cache.</returns>
    Task<string> StoreAsync(string value);
}

/// <summary>What the answer to exercise 13.2 is.</summary>
public interface IReadableCache
{
    /// <summary>What is kept under a key, converted from its text; the default of <typeparamref name="T"/> where there is nothing, without a call of <paramref name="convert"/>.</summary>
    Task<T?> GetAsync<T>(string key, Func<string, T> convert);
}

/// <summary>What the answer to exercise 13.6 is.</summary>
public interface ILeaderboard
{
    /// <summary>Adds points to what a player has.</summary>
    Task AddAsync(string player, double points);

    /// <summary>The players with the most points, the best first; fewer where there are fewer.</summary>
    Task<IReadOnlyList<string>> TopAsync(int count);

    /// <summary>A player's place, from 1; null for one without points.</summary>
    Task<long?> RankAsync(string player);
}

/// <summary>What the answer to exercise 13.7 is.</summary>
public interface IRateLimiter
{
    /// <summary>Whether a client may pass now.</summary>
    Task<bool> AllowAsync(string client);
}
