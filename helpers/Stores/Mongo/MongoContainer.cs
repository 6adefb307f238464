using DotNet.Testcontainers.Containers;
using DotNet.Testcontainers.Images;
using Microsoft.Extensions.Logging;
using StorageCourse.Labs.Containers;
using Testcontainers.MongoDb;

namespace StorageCourse.Stores.Mongo;

/// <summary>MongoDB in a container.</summary>
internal sealed record MongoContainer : ContainerImage
{
    public MongoContainer()
        : base("mongo", "mongodb", "mongo:7.0.40", 27017, "course", "course", "mongodb://course:{0}@127.0.0.1:{1}/?authSource=admin") =>
        UriOptions = "authSource=admin&directConnection=true";

    public override ContainerOrder Configure(ContainerOrder order, IReadOnlyDictionary<string, string> settings) => order with
    {
        ReplicaSet = settings.GetValueOrDefault("replSet", ""),
        // The builder's own command names the replica set.
        Options = [.. settings.Where(setting => setting.Key != "replSet").SelectMany(setting => (string[])[$"--{setting.Key}", setting.Value])],
    };

    public override IContainer Build(IImage image, ContainerOrder order, ILogger logger)
    {
        var builder = new MongoDbBuilder(image).WithUsername(User).WithPassword(order.Password);
        return ContainerBuilders.Complete(order.ReplicaSet.Length > 0 ? builder.WithReplicaSet(order.ReplicaSet) : builder, order, logger).Build();
    }
}
