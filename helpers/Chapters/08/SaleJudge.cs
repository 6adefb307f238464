using System.Data.Common;
using Dapper;
using StorageCourse.Lessons.Exercises;

namespace StorageCourse.Chapters.C08;

/// <summary>08.1: sixteen buy at once, and there are eight pieces.</summary>
internal static class SaleJudge
{
    private const int Buyers = 16;
    private const int Pieces = 8;

    public static async Task<Verdict> JudgeSaleAsync(Attempt attempt)
    {
        var sell = attempt.CodeAs<Func<DbConnection, int, Task<bool>>>();
        await using var callers = await Callers.OpenAsync(Buyers, $"""
            create table stock (product_id int primary key, pieces int not null, version int not null default 0);
            insert into stock values (1, {Pieces}), (2, {Pieces});
            """);
        await callers.CloseGateAsync("stock");
        var sales = callers.Connections.Select(connection => Task.Run(() => sell(connection, 1))).ToList();
        await callers.UntilStillAsync(sales, Enumerable.Range(0, Buyers));
        await callers.OpenGateAsync();
        if (await callers.EndAsync(sales) is { } wrong) return Verdict.Failed(wrong);

        var sold = sales.Count(sale => sale.Result);
        var (left, other) = (await PiecesAsync(1), await PiecesAsync(2));
        if (other != Pieces) return Verdict.Failed($"Product 1 was sold, and product 2 now has {other} pieces instead of {Pieces}.");
        if (sold > Pieces) return Verdict.Failed($"There were {Pieces} pieces; of {Buyers} buyers at once {sold} were told that they got one. The table says that {left} are left.");
        if (left != Pieces - sold) return Verdict.Failed($"{sold} buyers got a piece, and of {Pieces} pieces {left} are left.");
        return sold < Pieces
            ? Verdict.Failed($"Only {sold} of {Buyers} buyers got a piece, though there were {Pieces}: somebody gave up too early.")
            : Verdict.Passed($"{Buyers} buyers, {Pieces} pieces, {sold} sales, {left} left. Looking and taking were one step: who had to wait for the row looked again when it was theirs.");

        Task<int> PiecesAsync(int product) => callers.Auditor.ExecuteScalarAsync<int>("select pieces from stock where product_id = @product", new { product });
    }
}
