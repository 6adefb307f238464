namespace StorageCourse;

/// <summary><c>Plan.Compare</c>.</summary>
public static class PlanComparisons
{
    extension(Plan)
    {
        /// <summary>Two plans side by side, with what changed in figures above them.</summary>
        public static PlanComparison Compare(QueryResult before, QueryResult after) => Plan.Compare(Plan.Show(before), Plan.Show(after));

        /// <summary>Two plans side by side, with what changed in figures above them.</summary>
        /// <param name="before">The first.</param>
        /// <param name="after">The second.</param>
        /// <param name="beforeName">What the first is called, in the picture and as a variant of the evidence.</param>
        /// <param name="afterName">What the second is called.</param>
        public static PlanComparison Compare(Plan before, Plan after, string beforeName = "before", string afterName = "after") =>
            new(before, after, beforeName, afterName);
    }
}
