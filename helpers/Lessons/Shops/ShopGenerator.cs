using System.Globalization;
using System.Text;

namespace StorageCourse.Lessons.Shops;

/// <summary>Makes the rows. What belongs to a row depends on its number alone, so tables can be made apart and still fit together.</summary>
internal sealed class ShopGenerator
{
    private const int Imports = 400;

    /// <summary>How many items four orders in a row have; always ten together, so that the number of all items is known beforehand.</summary>
    private static readonly short[][] ItemsOfFour = [[1, 1, 2, 6], [1, 1, 3, 5], [1, 2, 2, 5], [1, 1, 4, 4], [1, 2, 3, 4]];

    private readonly int factor;
    private readonly Zipf productChoice;
    private readonly Zipf customerChoice;
    private readonly Shop.Product[] products;
    private readonly DateTime[] customerSince;

    public ShopGenerator(Scale scale)
    {
        factor = (int)scale;
        productChoice = new Zipf(ProductCount, flatness: 4, Stream.ProductRanks);
        customerChoice = new Zipf(CustomerCount, flatness: 20, Stream.CustomerRanks);
        products = Enumerable.Range(1, ProductCount).Select(Product).ToArray();
        customerSince = Enumerable.Range(1, CustomerCount).Select(CustomerSince).ToArray();
    }

    public int CustomerCount => 5_000 * factor;

    public int ProductCount => factor switch { 1 => 2_000, 10 => 5_000, _ => 10_000 };

    public int OrderCount => 80_000 * factor;

    public int ItemCount => OrderCount / 4 * 10;

    public int ReviewCount => 40_000 * factor;

    public int PageViewCount => 200_000 * factor;

    public int ImportCount => Imports;

    public IEnumerable<Shop.Customer> Customers() => Enumerable.Range(1, CustomerCount).Select(Customer);

    public IEnumerable<Shop.Product> Products() => products;

    public IEnumerable<Shop.Order> Orders() => Season.Times(OrderCount, Stream.OrderTimes).Select((placedAt, i) => Order(i + 1, placedAt));

    public IEnumerable<Shop.OrderItem> OrderItems() =>
        Season.Times(OrderCount, Stream.OrderTimes).SelectMany((placedAt, i) => Items(i + 1, placedAt));

    public IEnumerable<Shop.Review> Reviews()
    {
        var times = Season.Times(OrderCount, Stream.OrderTimes).ToArray();
        var stride = OrderCount / ReviewCount;
        for (var id = 1; id <= ReviewCount; id++)
        {
            var random = new SeededRandom(Stream.Reviews, id);
            var orderId = (id - 1) * stride + 1 + random.Next(stride);
            var placedAt = times[orderId - 1];
            var items = Items(orderId, placedAt);
            var createdAt = placedAt.AddDays(random.Between(2, 30)).AddSeconds(random.Next(86_400));
            if (createdAt >= Season.End) createdAt = Season.End.AddSeconds(-random.Between(1, 86_400));
            var rating = random.Pick<short>([1, 2, 3, 3, 4, 4, 4, 5, 5, 5, 5]);
            yield return new(id, items[random.Next(items.Length)].ProductId, CustomerOf(orderId, placedAt), rating, Body(ref random, rating), createdAt);
        }
    }

    public IEnumerable<Shop.PageView> PageViews()
    {
        var active = new (long Session, int? Customer)[12];
        long id = 0, session = 1_000_000;
        foreach (var viewedAt in Season.Times(PageViewCount, Stream.PageViewTimes))
        {
            var random = new SeededRandom(Stream.PageViews, ++id);
            var slot = random.Next(active.Length);
            if (active[slot].Session == 0 || random.Chance(25))
                active[slot] = (++session, random.Chance(35) ? CustomerAt(ref random, viewedAt) : null);

            int? product = random.Chance(60) ? productChoice.Pick(ref random) : null;
            yield return new(id, viewedAt, active[slot].Session, active[slot].Customer, product, Path(ref random, product),
                random.Chance(30) ? null : random.Between(400, 2_000) * random.Between(1, 30));
        }
    }

    public IEnumerable<Shop.CustomerImport> CustomerImports() => Enumerable.Range(1, Imports).Select(Import);

    private static string Text(FormattableString text) => FormattableString.Invariant(text);

    private DateTime CustomerSince(int id)
    {
        // A third was there before the data begins; the others came evenly over the three years.
        var before = CustomerCount / 3;
        var random = new SeededRandom(Stream.Customers, -id);
        var minutes = id <= before
            ? (id - before) * 700L * 1440 / before
            : (id - before) * 1095L * 1440 / (CustomerCount - before);
        return Season.Start.AddMinutes(minutes).AddSeconds(random.Next(60));
    }

    private Shop.Customer Customer(int id)
    {
        var random = new SeededRandom(Stream.Customers, id);
        var (first, last) = (random.Pick(Vocabulary.FirstNames), random.Pick(Vocabulary.LastNames));
        var since = customerSince[id - 1];
        var minutesSince = (int)(Season.End - since).TotalMinutes;
        return new(
            id,
            Text($"{Ascii(first)}.{Ascii(last)}.{id}@example.{(random.Chance(70) ? "com" : "org")}"),
            $"{first} {last}",
            random.Pick(Vocabulary.Countries),
            random.Chance(40) ? null : new DateOnly(1945, 1, 1).AddDays(random.Next(60 * 365)),
            id > 100 && random.Chance(15) ? random.Between(1, id - 1) : null,
            since,
            random.Chance(12) ? null : since.AddMinutes(random.Next(minutesSince)));
    }

    private static Shop.Product Product(int id)
    {
        var random = new SeededRandom(Stream.Products, id);
        var (category, things, low, high) = random.Pick(Vocabulary.Categories);
        var material = random.Pick(Vocabulary.Materials);
        // The lower of three: most things are cheap.
        var cents = Math.Min(random.Between(low, high), Math.Min(random.Between(low, high), random.Between(low, high)));
        return new(
            id,
            Text($"{category[..3].ToUpperInvariant()}-{id:00000}"),
            $"{random.Pick(Vocabulary.Qualities)} {material} {random.Pick(things)}",
            category,
            (cents / 100 * 100 + 90) / 100m,
            Attributes(ref random, material),
            random.Chance(8) ? Season.Start.AddDays(random.Next(1_095)) : null);
    }

    private static string Attributes(ref SeededRandom random, string material)
    {
        var tags = new SortedSet<string>(StringComparer.Ordinal);
        for (var n = random.Next(4); n > 0; n--) tags.Add(random.Pick(Vocabulary.Tags));
        var warranty = random.Chance(30) ? Text($", \"warranty_years\": {random.Between(1, 10)}") : "";
        return Text($"{{\"color\": \"{random.Pick(Vocabulary.Colors)}\", \"material\": \"{material}\", \"tags\": [{string.Join(", ", tags.Select(tag => $"\"{tag}\""))}]")
            + warranty + Text($", \"weight_g\": {random.Between(2, 60) * random.Between(2, 200)}}}");
    }

    private int CustomerOf(int orderId, DateTime placedAt)
    {
        var random = new SeededRandom(Stream.Orders, orderId);
        return CustomerAt(ref random, placedAt);
    }

    private int CustomerAt(ref SeededRandom random, DateTime time)
    {
        while (true)
        {
            var id = customerChoice.Pick(ref random);
            if (id % 8 != 0 && customerSince[id - 1] < time) return id;
        }
    }

    private Shop.Order Order(int id, DateTime placedAt)
    {
        var random = new SeededRandom(Stream.Orders, id);
        var customer = CustomerAt(ref random, placedAt);
        var daysAgo = (Season.End - placedAt).TotalDays;
        var fate = random.Next(1_000);
        var status = fate switch
        {
            < 40 => "cancelled",
            < 42 => "open",
            _ when daysAgo < 4 => "open",
            _ when daysAgo < 9 => "shipped",
            < 100 => "returned",
            _ => "delivered",
        };
        DateTime? shippedAt = status is "open" or "cancelled" ? null : placedAt.AddHours(random.Between(4, 80)).AddSeconds(random.Next(3_600));
        var coupon = random.Chance(12) ? random.Pick(Vocabulary.Coupons) : null;
        return new(id, customer, status, placedAt, shippedAt, Items(id, placedAt).Sum(item => item.Quantity * item.UnitPrice), coupon);
    }

    private Shop.OrderItem[] Items(int orderId, DateTime placedAt)
    {
        var four = new SeededRandom(Stream.ItemCounts, (orderId - 1) / 4);
        var counts = four.Pick(ItemsOfFour);
        var count = counts[(four.Next(4) + orderId) % 4];
        var random = new SeededRandom(Stream.Items, orderId);
        var items = new Shop.OrderItem[count];
        for (short line = 1; line <= count; line++)
        {
            var product = productChoice.Pick(ref random);
            short quantity = (short)(random.Chance(75) ? 1 : random.Between(2, 5));
            // Prices rose by 4 % a year.
            var years = Season.End.Year - 1 - placedAt.Year;
            var price = decimal.Round(products[product - 1].Price * (100 - 4 * years) / 100, 2);
            items[line - 1] = new(orderId, line, product, quantity, price);
        }

        return items;
    }

    private static string? Body(ref SeededRandom random, int rating)
    {
        if (random.Chance(35)) return null;
        var body = new StringBuilder(random.Pick(Vocabulary.Verdicts[rating - 1]));
        for (var n = random.Next(4); n > 0; n--) body.Append(' ').Append(random.Pick(Vocabulary.Remarks));
        return body.ToString();
    }

    private string Path(ref SeededRandom random, int? product)
    {
        if (product is { } id)
        {
            var slug = products[id - 1].Name.Replace(' ', '-');
            return Text($"/products/{id}-{slug}{(random.Chance(20) ? Text($"?ref=newsletter-{random.Between(1, 36)}") : "")}");
        }

        return random.Chance(30) ? $"/search?q={random.Pick(Vocabulary.SearchWords)}" : random.Pick(Vocabulary.Pages);
    }

    private Shop.CustomerImport Import(int line)
    {
        var random = new SeededRandom(Stream.Imports, line);
        // One line in ten repeats an earlier customer of the list in another spelling.
        var customer = Customer(line > 10 && line % 10 == 0 ? line - 7 : line);
        var email = random.Next(12) switch
        {
            0 => "  " + customer.Email,
            1 => customer.Email.ToUpperInvariant(),
            2 => customer.Email.Replace("@", " at ", StringComparison.Ordinal),
            3 => null,
            _ => customer.Email,
        };
        var parts = customer.Name.Split(' ', 2);
        var name = random.Next(8) switch { 0 => $"{parts[1]}, {parts[0]}", 1 => "", _ => customer.Name };
        var country = random.Next(8) switch
        {
            0 => customer.Country.ToLowerInvariant(),
            1 => "",
            2 => customer.Country switch { "DE" => "Germany", "US" => "U.S.A.", "FR" => "France", _ => customer.Country + " " },
            _ => customer.Country,
        };
        var date = customer.CreatedAt;
        var signedUp = random.Next(10) switch
        {
            0 => date.ToString("dd/MM/yyyy", CultureInfo.InvariantCulture),
            1 => date.ToString("MMM d, yyyy", CultureInfo.InvariantCulture),
            2 => Text($"{date.Year}-02-30"),
            3 => null,
            _ => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        };
        return new(line, email, name, country, signedUp);
    }

    private static string Ascii(string name)
    {
        var plain = new StringBuilder();
        foreach (var letter in name.ToLowerInvariant())
        {
            plain.Append(letter switch
            {
                'ä' or 'á' or 'ã' => "a",
                'é' or 'ë' => "e",
                'í' or 'ı' => "i",
                'ö' or 'ø' or 'ó' => "o",
                'ü' => "u",
                'š' => "s",
                '\'' => "",
                _ => letter.ToString(),
            });
        }

        return plain.ToString();
    }
}
