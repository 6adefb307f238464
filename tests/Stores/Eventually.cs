namespace StorageCourse.Tests.Stores;

/// <summary>Waits for a condition.</summary>
internal static class Eventually
{
    /// <exception cref="TimeoutException">It did not come true within three minutes.</exception>
    public static async Task TrueAsync(Func<Task<bool>> condition)
    {
        for (var deadline = DateTime.UtcNow.AddMinutes(3); DateTime.UtcNow < deadline;)
            if (await condition())
                return;
        throw new TimeoutException("expected a condition to come true within three minutes");
    }
}
