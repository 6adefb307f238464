using System.Globalization;
using StorageCourse.Engine.Jupyter.Client;
using StorageCourse.Host;
using StorageCourse.Platform;

namespace StorageCourse.Engine.Soak;

/// <summary>
/// Treats kernels badly, one after another, and looks at what is left: memory, sockets, processes, and whether a normal front end is served.
/// </summary>
internal sealed class KernelSoak(KernelSpec spec, string folder, IReadOnlyDictionary<string, string?> environment)
{
    /// <summary>How much a kernel may grow between a quarter of its rounds and the last.</summary>
    public const double MostGrowth = 1.1;

    /// <summary>One misdeed sends at most 19 messages, each twice.</summary>
    private const int MostAttempts = 39;
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <summary>Runs it.</summary>
    /// <param name="seed">From which all misdeeds follow.</param>
    /// <param name="kernels">How many kernels are started one after another.</param>
    /// <param name="rounds">How many misdeeds each suffers.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    /// <returns>What each kernel came to.</returns>
    public async IAsyncEnumerable<SoakedKernel> RunAsync(
        int seed, int kernels, int rounds, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var random = new Random(seed);
        for (var i = 0; i < kernels; i++) yield return await RunAsync(new Random(random.Next()), rounds, cancellationToken).ConfigureAwait(false);
    }

    private async Task<SoakedKernel> RunAsync(Random random, int rounds, CancellationToken cancellationToken)
    {
        var kernel = await KernelProcess.StartAsync(spec, folder, environment, cancellationToken).ConfigureAwait(false);
        var faults = new List<string>();
        int child;
        (double Memory, int Sockets) before = default, after = default;
        await using (kernel.ConfigureAwait(false))
        {
            child = int.Parse(await ValueAsync(kernel.Client, "System.Diagnostics.Process.Start(\"sleep\", \"1000\").Id", cancellationToken).ConfigureAwait(false), CultureInfo.InvariantCulture);
            var malice = new Malice(kernel.Connection, random);
            for (var round = 0; round < rounds && !cancellationToken.IsCancellationRequested; round++)
            {
                if (round == rounds / 4) before = await MeasureAsync(kernel, int.MaxValue, cancellationToken).ConfigureAwait(false);
                await malice.DoAsync().ConfigureAwait(false);
                if (kernel.Exited.IsCompleted) return new SoakedKernel(before.Memory, 0, before.Sockets, 0, [$"the kernel died in round {round}: {kernel.StderrTail}"]);
            }

            after = await MeasureAsync(kernel, before.Sockets, cancellationToken).ConfigureAwait(false);
            var client = await KernelClient.ConnectAsync(kernel.Connection, cancellationToken).ConfigureAwait(false);
            await using (client.ConfigureAwait(false))
            {
                await client.WaitUntilReadyAsync(cancellationToken).ConfigureAwait(false);
                var answer = await ValueAsync(client, "6 * 7", cancellationToken).ConfigureAwait(false);
                if (answer != "42") faults.Add($"expected a new front end to get 42, got {answer}");
            }

            if (after.Sockets > before.Sockets) faults.Add($"expected at most {before.Sockets} sockets, got {after.Sockets}");
            if (after.Memory > before.Memory * MostGrowth) faults.Add(string.Create(CultureInfo.InvariantCulture, $"expected at most {before.Memory * MostGrowth:0.0} MiB, got {after.Memory:0.0}"));
        }

        if (SystemProcess.IsAlive(kernel.Id)) faults.Add($"expected the kernel {kernel.Id} to have ended");
        if (SystemProcess.IsAlive(child)) faults.Add($"expected what a cell started, {child}, to have ended");
        return new SoakedKernel(before.Memory, after.Memory, before.Sockets, after.Sockets, faults);
    }

    /// <summary>Memory after a full collection, in MiB, and open sockets once those of gone peers have been noticed.</summary>
    private static async Task<(double Memory, int Sockets)> MeasureAsync(KernelProcess kernel, int mostSockets, CancellationToken cancellationToken)
    {
        var sockets = Sockets(kernel.Id);
        for (var started = TimeProvider.System.GetTimestamp(); sockets > mostSockets && TimeProvider.System.GetElapsedTime(started) < Deadline; sockets = Sockets(kernel.Id))
            await Task.Delay(Pause, cancellationToken).ConfigureAwait(false);
        var memory = await ValueAsync(kernel.Client, "for (var i = 0; i < 3; i++) { GC.Collect(2, GCCollectionMode.Aggressive); GC.WaitForPendingFinalizers(); }\nEnvironment.WorkingSet", cancellationToken).ConfigureAwait(false);
        return (long.Parse(memory, CultureInfo.InvariantCulture) / 1048576.0, sockets);
    }

    private static int Sockets(int process)
    {
        var count = 0;
        foreach (var file in new DirectoryInfo(string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/fd")).EnumerateFileSystemInfos())
        {
            try
            {
                if (file.LinkTarget?.StartsWith("socket:", StringComparison.Ordinal) == true) count++;
            }
            catch (IOException)
            {
                // It was closed while we looked.
            }
        }

        return count;
    }

    /// <summary>What a cell comes to. An interrupt of a peer that is gone by now may still arrive and hit it: then it is sent again.</summary>
    private static async Task<string> ValueAsync(KernelClient client, string code, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var value = await OnceAsync(client, code, cancellationToken).ConfigureAwait(false);
            if (attempt == MostAttempts || !value.StartsWith("Interrupted:", StringComparison.Ordinal)) return value;
        }
    }

    private static async Task<string> OnceAsync(KernelClient client, string code, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(Deadline);
        var value = "nothing";
        await foreach (var message in client.ExecuteAsync(code, null, deadline.Token).ConfigureAwait(false))
        {
            if (message is ExecuteResult result) value = result.Data.GetProperty(MimeType.Text).GetString()!;
            if (message is ErrorOutput error) value = $"{error.Name}: {error.Value}";
        }

        return value;
    }
}

/// <summary>What became of one kernel.</summary>
/// <param name="MemoryBefore">MiB after a quarter of the rounds.</param>
/// <param name="MemoryAfter">MiB after the last.</param>
/// <param name="SocketsBefore">Open sockets after a quarter of the rounds.</param>
/// <param name="SocketsAfter">Open sockets after the last.</param>
/// <param name="Faults">What was otherwise than expected; empty where all is well.</param>
internal sealed record SoakedKernel(double MemoryBefore, double MemoryAfter, int SocketsBefore, int SocketsAfter, IReadOnlyList<string> Faults);
