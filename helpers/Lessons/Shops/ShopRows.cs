namespace StorageCourse;

/// <summary>The rows of the shop, made from a seed: the same in every store, on every machine, at every run.</summary>
public static partial class Shop
{
    /// <param name="Id">From 1, in order of <paramref name="CreatedAt"/>.</param>
    /// <param name="Email">Unique.</param>
    /// <param name="Name">First and last name; not unique.</param>
    /// <param name="Country">ISO 3166 code of two letters; a fifth of the customers live in DE, 3 % in IS.</param>
    /// <param name="BirthDate">Null: not told.</param>
    /// <param name="ReferredBy">The customer who brought this one; null: came alone.</param>
    /// <param name="CreatedAt">When the account was made, UTC.</param>
    /// <param name="LastSeenAt">The last log-in, UTC; null: never came back.</param>
    public sealed record Customer(
        int Id, string Email, string Name, string Country, DateOnly? BirthDate, int? ReferredBy, DateTime CreatedAt, DateTime? LastSeenAt);

    /// <param name="Id">From 1.</param>
    /// <param name="Sku">Unique: "KIT-00042".</param>
    /// <param name="Name">As customers see it; not unique.</param>
    /// <param name="Category">One of six.</param>
    /// <param name="Price">In euros.</param>
    /// <param name="Attributes">A JSON object: color, material, weight_g, tags, and warranty_years for some.</param>
    /// <param name="DiscontinuedAt">UTC; null: still sold.</param>
    public sealed record Product(
        int Id, string Sku, string Name, string Category, decimal Price, string Attributes, DateTime? DiscontinuedAt);

    /// <param name="Id">From 1, in order of <paramref name="PlacedAt"/>.</param>
    /// <param name="CustomerId">A few customers order often, one in eight never.</param>
    /// <param name="Status">open, shipped, delivered, cancelled or returned; about 1 % are open.</param>
    /// <param name="PlacedAt">UTC, whole seconds.</param>
    /// <param name="ShippedAt">UTC; null: not shipped (yet).</param>
    /// <param name="Total">The sum of the items, in euros.</param>
    /// <param name="Coupon">Null: none was used.</param>
    public sealed record Order(
        int Id, int CustomerId, string Status, DateTime PlacedAt, DateTime? ShippedAt, decimal Total, string? Coupon);

    /// <param name="OrderId">The order.</param>
    /// <param name="Line">From 1 within the order.</param>
    /// <param name="ProductId">Zipf-distributed.</param>
    /// <param name="Quantity">From 1.</param>
    /// <param name="UnitPrice">In euros, as it was on that day.</param>
    public sealed record OrderItem(int OrderId, short Line, int ProductId, short Quantity, decimal UnitPrice);

    /// <param name="Id">From 1, nearly in order of <paramref name="CreatedAt"/>.</param>
    /// <param name="ProductId">A product that the customer bought.</param>
    /// <param name="CustomerId">Who wrote it.</param>
    /// <param name="Rating">From 1 to 5 stars.</param>
    /// <param name="Body">Null: stars only.</param>
    /// <param name="CreatedAt">UTC.</param>
    public sealed record Review(int Id, int ProductId, int CustomerId, short Rating, string? Body, DateTime CreatedAt);

    /// <param name="Id">From 1, in order of <paramref name="ViewedAt"/>.</param>
    /// <param name="ViewedAt">UTC.</param>
    /// <param name="SessionId">One visit; several views share it.</param>
    /// <param name="CustomerId">Null: not logged in.</param>
    /// <param name="ProductId">Null: no product's page.</param>
    /// <param name="Path">Path and query of the URL.</param>
    /// <param name="DurationMs">Milliseconds on the page; null: left before the page could report it.</param>
    public sealed record PageView(
        long Id, DateTime ViewedAt, long SessionId, int? CustomerId, int? ProductId, string Path, int? DurationMs);

    /// <summary>A line of a partner's customer list as it came: all text, none of it checked. The dirty rows of the shop are here and only here.</summary>
    /// <param name="Line">From 1.</param>
    /// <param name="Email">Blanks, capitals, duplicates, missing signs.</param>
    /// <param name="Name">Sometimes "last, first", sometimes empty.</param>
    /// <param name="Country">"DE", "de", "Germany", "".</param>
    /// <param name="SignedUp">Dates in three notations, some impossible.</param>
    public sealed record CustomerImport(int Line, string? Email, string? Name, string? Country, string? SignedUp);
}
