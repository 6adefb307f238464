namespace StorageCourse.Lessons.Shops;

/// <summary>The words of which names, descriptions and reviews are made.</summary>
internal static class Vocabulary
{
    public static readonly string[] FirstNames =
    [
        "Ana", "Ben", "Carla", "Dmitri", "Elif", "Fatima", "Goran", "Hanna", "Ines", "Jonas", "Kaito", "Léa", "María", "Noah", "Olga", "Pedro",
        "Quinn", "Rosa", "Søren", "Tomáš", "Uma", "Viktor", "Wei", "Ximena", "Yusuf", "Zoë", "Amélie", "Bjørn", "Chiara", "Deniz", "Emil",
        "Freya", "Giulia", "Hugo", "Isla", "Jürgen", "Kirsten", "Lukas", "Mateo", "Nadia", "Oskar", "Paula", "Rafael", "Sofia", "Thea",
        "Ugo", "Vera", "William", "Yuki", "Ahmed",
    ];

    public static readonly string[] LastNames =
    [
        "Andersson", "Bauer", "Costa", "Dubois", "Evans", "Fischer", "García", "Hansen", "Ivanova", "Jensen", "Kowalski", "Lindqvist", "Müller",
        "Nguyen", "Öztürk", "Petrov", "Quintero", "Rossi", "Smith", "Tanaka", "Ulrich", "Varga", "Wagner", "Xu", "Yılmaz", "Zhang", "Almeida",
        "Becker", "Carvalho", "Díaz", "Eriksson", "Fernández", "Gruber", "Horvat", "Iqbal", "Johansson", "Kim", "López", "Moreau", "Novák",
        "O'Brien", "Patel", "Ricci", "Schneider", "Taylor", "Vargas", "Weber", "Yamamoto", "Zimmermann", "Østergaard",
    ];

    /// <summary>Countries, each as often as it stands here.</summary>
    public static readonly string[] Countries =
    [
        "DE", "DE", "DE", "DE", "DE", "DE", "FR", "FR", "FR", "FR", "US", "US", "US", "US", "US", "GB", "GB", "GB", "ES", "ES", "IT", "IT",
        "NL", "NL", "SE", "AT", "CH", "PL", "CO", "TN", "JP", "IS",
    ];

    public static readonly string[] Materials =
        ["oak", "steel", "linen", "ceramic", "bamboo", "copper", "glass", "leather", "wool", "walnut", "cork", "brass", "cotton", "slate"];

    public static readonly string[] Qualities =
        ["folding", "heavy", "light", "tall", "round", "compact", "classic", "modern", "rustic", "stackable", "travel", "double", "hanging", "mini"];

    public static readonly (string Category, string[] Things, int LowCents, int HighCents)[] Categories =
    [
        ("kitchen", ["kettle", "teapot", "pan", "knife", "bowl", "mug", "grinder", "tray", "ladle", "carafe"], 690, 8990),
        ("garden", ["lantern", "planter", "bench", "hose reel", "birdhouse", "trowel", "parasol", "watering can"], 990, 24900),
        ("office", ["desk", "lamp", "notebook", "pen holder", "chair", "shelf", "organizer", "clock"], 490, 34900),
        ("outdoor", ["tent", "backpack", "hammock", "flask", "compass", "sleeping bag", "stove", "headlamp"], 1290, 39900),
        ("toys", ["puzzle", "train", "kite", "robot", "doll house", "building blocks", "spinning top"], 590, 9990),
        ("books", ["cookbook", "atlas", "novel", "field guide", "picture book", "dictionary"], 790, 5990),
    ];

    public static readonly string[] Colors = ["black", "white", "red", "green", "blue", "natural", "grey", "yellow"];

    public static readonly string[] Tags = ["gift", "sale", "new", "bestseller", "handmade", "recycled", "limited", "vegan", "fragile", "heavy"];

    public static readonly string[] Coupons = ["WELCOME10", "SPRING", "FRIDAY", "FREESHIP", "THANKYOU"];

    public static readonly string[] SearchWords = ["lantern", "gift", "desk", "tea", "tent", "oak", "lamp", "kite", "atlas", "knife", "chair"];

    public static readonly string[] Pages = ["/", "/", "/", "/cart", "/checkout", "/account", "/help/returns", "/help/shipping"];

    /// <summary>Openings of a review by rating, from 1 to 5 stars.</summary>
    public static readonly string[][] Verdicts =
    [
        ["Broken on arrival.", "Do not buy this.", "It fell apart after a week.", "Nothing like the picture."],
        ["Disappointing.", "Cheaper than it looks.", "I expected more for the price."],
        ["It does the job.", "Fine, no more.", "Decent, but the delivery was slow."],
        ["Very good.", "Well made.", "Happy with it so far.", "Nearly perfect."],
        ["Wonderful!", "Exactly what I wanted.", "I would buy it again.", "The best one that I have owned.", "Everyone asks where I got it."],
    ];

    public static readonly string[] Remarks =
    [
        "The packaging was damaged.", "It arrived two days early.", "The colour is darker than in the picture.", "My daughter loves it.",
        "The handle gets hot.", "Assembly took ten minutes.", "One screw was missing.", "Customer service answered within the hour.",
        "It is heavier than I thought.", "Bought as a birthday gift.", "The lid does not close well.", "Still going strong after two winters.",
        "The instructions are only in German.", "It smells of glue.", "Easy to clean.", "Smaller than expected.", "I returned the first one.",
        "The zip jams now and then.", "It fits our balcony.", "Solid as a rock.",
    ];
}
