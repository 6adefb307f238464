using StorageCourse.Docstore.Bson;
using StorageCourse.Docstore.Storage;

namespace StorageCourse.Tests.Docstore.Storage;

public class BPlusTreeTests
{
    [Theory]
    [InlineData(1, 20, false)]
    [InlineData(2, 3000, false)]
    [InlineData(3, 3000, true)]
    [InlineData(4, 1_000_000, false)]
    public void A_tree_agrees_with_a_sorted_list(int seed, int range, bool descending)
    {
        var random = new Random(seed);
        var order = new IndexOrder([descending]);
        var tree = new BPlusTree(order);
        var model = new SortedSet<IndexEntry>(Comparer<IndexEntry>.Create((left, right) => order.Compare(left, right)));
        for (var step = 0; step < 20_000; step++)
        {
            // Grows, shrinks to nothing, grows again.
            var grows = step is < 8000 or > 16_000 || random.Next(10) == 0;
            var entry = new IndexEntry(random.Next(range), null, random.Next(5));
            if (grows)
            {
                if (model.Add(entry))
                    tree.Add(entry);
            }
            else
            {
                if (model.Count > 0 && random.Next(4) > 0)
                    entry = random.Next(2) == 0 ? model.Min : model.Max;
                tree.Remove(entry).ShouldBe(model.Remove(entry));
            }
        }

        tree.Count.ShouldBe(model.Count);
        Forward(tree).ShouldBe(model.Select(Text));
        Backward(tree).ShouldBe(model.Reverse().Select(Text));
        for (var probe = 0; probe < 200; probe++)
        {
            BsonValue value = random.Next(-1, range + 1);
            foreach (var after in new[] { false, true })
            {
                var before = model.Count(entry => order.Compare(0, entry[0], value) is var compared && (compared < 0 || (after && compared == 0)));
                tree.Rank([value], after).ShouldBe(before);
                var position = tree.Seek([value], after);
                position.Next(out var next).ShouldBe(before < model.Count);
                if (before < model.Count)
                    Text(next).ShouldBe(Text(model.ElementAt(before)));
                position = tree.Seek([value], after);
                position.Previous(out var previous).ShouldBe(before > 0);
                if (before > 0)
                    Text(previous).ShouldBe(Text(model.ElementAt(before - 1)));
            }
        }
    }

    [Fact]
    public void Rising_keys_fill_the_leaves_and_the_tree_stays_low()
    {
        var tree = new BPlusTree(new([false]));
        for (var key = 0; key < 100_000; key++)
            tree.Add(new(key, null, key));
        tree.Depth.ShouldBe(3);
        tree.Rank([50_000], after: false).ShouldBe(50_000);
    }

    private static IEnumerable<string> Forward(BPlusTree tree)
    {
        var position = tree.Seek([], after: false);
        while (position.Next(out var entry))
            yield return Text(entry);
    }

    private static IEnumerable<string> Backward(BPlusTree tree)
    {
        var position = tree.Seek([], after: true);
        while (position.Previous(out var entry))
            yield return Text(entry);
    }

    private static string Text(IndexEntry entry) => $"{entry[0]}/{entry.RecordId}";
}
