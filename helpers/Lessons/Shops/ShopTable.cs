namespace StorageCourse.Lessons.Shops;

/// <summary>A table of the shop: its columns in every store, and its rows.</summary>
/// <param name="Name">As the stores name it.</param>
/// <param name="Columns">In order.</param>
/// <param name="PrimaryKey">Its columns.</param>
/// <param name="Constraints">What holds beside the primary key, as SQL that both dialects know.</param>
/// <param name="References">Its foreign keys.</param>
/// <param name="Count">How many rows there are.</param>
/// <param name="Rows">The rows, made while they are read; values stand in the order of the columns.</param>
internal sealed record ShopTable(
    string Name,
    ShopColumn[] Columns,
    string PrimaryKey,
    string[] Constraints,
    ForeignKey[] References,
    int Count,
    IEnumerable<object?[]> Rows)
{
    /// <summary>All tables, those that others refer to first.</summary>
    public static ShopTable[] All(ShopGenerator shop) =>
    [
        new("customers",
            [
                new("id", ColumnType.Int), new("email", ColumnType.Text), new("name", ColumnType.Text), new("country", ColumnType.Code),
                new("birth_date", ColumnType.Date, true), new("referred_by", ColumnType.Int, true),
                new("created_at", ColumnType.Time), new("last_seen_at", ColumnType.Time, true),
            ],
            "id", ["unique (email)"], [new("referred_by", "customers")], shop.CustomerCount,
            shop.Customers().Select(row => new object?[]
                { row.Id, row.Email, row.Name, row.Country, row.BirthDate, row.ReferredBy, row.CreatedAt, row.LastSeenAt })),
        new("products",
            [
                new("id", ColumnType.Int), new("sku", ColumnType.Text), new("name", ColumnType.Text), new("category", ColumnType.Text),
                new("price", ColumnType.Money), new("attributes", ColumnType.Json), new("discontinued_at", ColumnType.Time, true),
            ],
            "id", ["unique (sku)"], [], shop.ProductCount,
            shop.Products().Select(row => new object?[]
                { row.Id, row.Sku, row.Name, row.Category, row.Price, row.Attributes, row.DiscontinuedAt })),
        new("orders",
            [
                new("id", ColumnType.Int), new("customer_id", ColumnType.Int), new("status", ColumnType.Text), new("placed_at", ColumnType.Time),
                new("shipped_at", ColumnType.Time, true), new("total", ColumnType.Money), new("coupon", ColumnType.Text, true),
            ],
            "id", [], [new("customer_id", "customers")], shop.OrderCount,
            shop.Orders().Select(row => new object?[]
                { row.Id, row.CustomerId, row.Status, row.PlacedAt, row.ShippedAt, row.Total, row.Coupon })),
        new("order_items",
            [
                new("order_id", ColumnType.Int), new("line", ColumnType.Small), new("product_id", ColumnType.Int),
                new("quantity", ColumnType.Small), new("unit_price", ColumnType.Money),
            ],
            "order_id, line", ["check (quantity > 0)"], [new("order_id", "orders"), new("product_id", "products")], shop.ItemCount,
            shop.OrderItems().Select(row => new object?[] { row.OrderId, row.Line, row.ProductId, row.Quantity, row.UnitPrice })),
        new("reviews",
            [
                new("id", ColumnType.Int), new("product_id", ColumnType.Int), new("customer_id", ColumnType.Int), new("rating", ColumnType.Small),
                new("body", ColumnType.LongText, true), new("created_at", ColumnType.Time),
            ],
            "id", ["check (rating between 1 and 5)"], [new("product_id", "products"), new("customer_id", "customers")], shop.ReviewCount,
            shop.Reviews().Select(row => new object?[] { row.Id, row.ProductId, row.CustomerId, row.Rating, row.Body, row.CreatedAt })),
        new("page_views",
            [
                new("id", ColumnType.Long), new("viewed_at", ColumnType.Time), new("session_id", ColumnType.Long),
                new("customer_id", ColumnType.Int, true), new("product_id", ColumnType.Int, true), new("path", ColumnType.Text),
                new("duration_ms", ColumnType.Int, true),
            ],
            "id", [], [], shop.PageViewCount,
            shop.PageViews().Select(row => new object?[]
                { row.Id, row.ViewedAt, row.SessionId, row.CustomerId, row.ProductId, row.Path, row.DurationMs })),
        new("customer_imports",
            [
                new("line", ColumnType.Int), new("email", ColumnType.Text, true), new("name", ColumnType.Text, true),
                new("country", ColumnType.Text, true), new("signed_up", ColumnType.Text, true),
            ],
            "line", [], [], shop.ImportCount,
            shop.CustomerImports().Select(row => new object?[] { row.Line, row.Email, row.Name, row.Country, row.SignedUp })),
    ];
}

/// <summary>A column of the shop.</summary>
internal sealed record ShopColumn(string Name, ColumnType Type, bool Nullable = false);

/// <summary>A column that holds the id of another table.</summary>
internal sealed record ForeignKey(string Column, string Table);

/// <summary>What a column holds; each store has its own name for it.</summary>
internal enum ColumnType
{
    Small,
    Int,
    Long,
    Money,
    Code,
    Text,
    LongText,
    Json,
    Date,
    Time,
}
