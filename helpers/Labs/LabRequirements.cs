using StorageCourse.Host;
using StorageCourse.Labs.Containers;

namespace StorageCourse.Labs;

/// <summary>What <c>#!requires</c> can ask of labs: <c>store:NAME</c>, <c>NAME:FLAVOR</c>, <c>docker</c>.</summary>
public static class LabRequirements
{
    /// <summary>Makes them known to an engine.</summary>
    public static void Register(IHost host)
    {
        ArgumentNullException.ThrowIfNull(host);
        host.Register(new StoreRequirement());
        foreach (var recipe in StoreRecipes.All.Where(recipe => recipe.Oldest.Count > 1)) host.Register(new FlavorRequirement(recipe.Store));
        host.Register(new DockerRequirement());
    }

    private sealed class StoreRequirement : IRequirement
    {
        public string Kind => "store";

        public ValueTask<string?> WhyMissingAsync(string value, CancellationToken cancellationToken)
        {
            if (Lab.Find(value) is not null) return new((string?)null);
            return new(Lab.AllStores().LastOrDefault(row => row.Need.Name == value)?.Reason
                ?? $"no running lab serves {value}: add it to Lab.StartAsync(…)");
        }
    }

    private sealed class FlavorRequirement(string store) : IRequirement
    {
        public string Kind => store;

        public ValueTask<string?> WhyMissingAsync(string value, CancellationToken cancellationToken) => new(Lab.Find(store) switch
        {
            null => $"no running lab serves {store}",
            { Endpoint.Flavor: var flavor } when flavor == value => null,
            { Endpoint: var endpoint } => $"the {store} server is {endpoint.Flavor} {endpoint.Version}, and the cell is for {value}",
        });
    }

    private sealed class DockerRequirement : IRequirement
    {
        public string Kind => "docker";

        public async ValueTask<string?> WhyMissingAsync(string value, CancellationToken cancellationToken) =>
            await DockerEngine.WhyMissingAsync(cancellationToken);
    }
}
