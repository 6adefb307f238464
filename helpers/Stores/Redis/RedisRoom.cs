using StorageCourse.Labs;
using StorageCourse.Stores.Cells;
using StorageCourse.Stores.Loading;

namespace StorageCourse.Stores.Redis;

/// <summary>Redis in the course.</summary>
internal sealed class RedisRoom : IStore
{
    public string Title => "Redis";

    public IStoreRecipe Recipe { get; } = new RedisRecipe();

    public IStoreLanguage CreateLanguage() => new RedisLanguage();

    public async Task LoadAsync(StoreServer server, TableData[] tables, Action<int> loaded, CancellationToken cancellationToken)
    {
        await using var redis = await server.ConnectAsync();
        await RedisLoader.LoadAsync(redis.GetDatabase(), tables, loaded, cancellationToken);
    }

    public void RegisterForms() => LibraryForms.WhenLoaded("StackExchange.Redis", RedisForms.Register);
}
