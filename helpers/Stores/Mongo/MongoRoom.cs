using StorageCourse.Labs;
using StorageCourse.Stores.Cells;
using StorageCourse.Stores.Loading;
using StorageCourse.Stores.Plans;

namespace StorageCourse.Stores.Mongo;

/// <summary>MongoDB in the course.</summary>
internal sealed class MongoRoom : IStore
{
    public string Title => "MongoDB";

    public IStoreRecipe Recipe { get; } = new MongoRecipe();

    public IPlanReader Plans { get; } = new MongoPlan();

    public IStoreLanguage CreateLanguage() => new MongoLanguage();

    public Task LoadAsync(StoreServer server, TableData[] tables, Action<int> loaded, CancellationToken cancellationToken) =>
        MongoLoader.LoadAsync(MongoStore.Of(server), tables, loaded, cancellationToken);

    public void RegisterForms() => LibraryForms.WhenLoaded("MongoDB.Bson", MongoForms.Register);
}
