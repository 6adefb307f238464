using System.Data.Common;
using StorageCourse.Stores.Sql;

namespace StorageCourse;

/// <summary>Plans of servers that speak SQL: <c>Plan.Show(result)</c>, <c>Plan.ExplainAsync(connection, sql)</c>.</summary>
public static class SqlPlans
{
    extension(Plan)
    {
        /// <summary>The plan that a cell's result holds.</summary>
        /// <param name="explained">What <c>#!sql --name x</c> bound: one row, one column.</param>
        /// <exception cref="ArgumentException">The result is no plan in JSON or XML.</exception>
        public static Plan Show(QueryResult explained)
        {
            ArgumentNullException.ThrowIfNull(explained);
            if (explained.Columns.Count == 1 && explained.Count > 0 && explained[0].Values.First() is string plan) return Plan.Parse(plan);
            throw new ArgumentException(
                $"expected one column with a plan, as explain (analyze, buffers, format json) or set statistics xml on gives it; got {explained.Columns.Count} columns and {explained.Count} rows",
                nameof(explained));
        }

        /// <summary>Lets the server run a query under EXPLAIN, and reads its plan. The query is really run: what it changes is changed.</summary>
        /// <param name="connection">An open connection to a server that speaks SQL.</param>
        /// <param name="sql">One statement, without EXPLAIN.</param>
        /// <param name="cancellationToken">Ends the wait.</param>
        /// <exception cref="DbException">The server refuses.</exception>
        /// <exception cref="NotSupportedException">The connection is of a driver that the course does not use.</exception>
        public static async Task<Plan> ExplainAsync(DbConnection connection, string sql, CancellationToken cancellationToken = default)
        {
            ArgumentNullException.ThrowIfNull(connection);
            return Plan.Parse(await SqlDrivers.Of(connection).ExplainAsync(connection, sql, cancellationToken));
        }
    }
}
