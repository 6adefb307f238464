using StorageCourse.Stores.Loading;

namespace StorageCourse.Lessons.Shops;

/// <summary>The shop as tables, the same for every store.</summary>
internal static class ShopTables
{
    /// <summary>All tables, those that others refer to first.</summary>
    public static TableData[] All(ShopGenerator shop) =>
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
