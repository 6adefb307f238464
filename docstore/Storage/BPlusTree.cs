using StorageCourse.Docstore.Bson;

namespace StorageCourse.Docstore.Storage;

/// <summary>
/// A B+tree: entries lie sorted in leaves of up to 64, inner nodes lead to them. All leaves are at the same depth, so a seek costs that depth,
/// about log64 of the number of entries. Leaves are linked both ways, so a range is one seek and then a walk.
/// An inner node also knows how many entries lie below each child: the number of entries in a range is known without reading them, which is what the planner asks.
/// A leaf that has become empty is unlinked; half-empty ones are not merged (PostgreSQL does the same: they fill again).
/// </summary>
internal sealed class BPlusTree(IndexOrder order)
{
    private const int Fanout = 64;

    private Node root = new Leaf();

    private abstract class Node;

    private sealed class Leaf : Node
    {
        // Small at first: most collections are.
        public IndexEntry[] Entries = new IndexEntry[4];
        public int Count;
        public Leaf? Previous;
        public Leaf? Next;
    }

    private sealed class Inner : Node
    {
        /// <summary>The smallest entry that was below each child when the child came to be: all below it are at or after this one.</summary>
        public readonly IndexEntry[] Lows = new IndexEntry[Fanout];
        public readonly Node[] Children = new Node[Fanout];
        public readonly int[] Sizes = new int[Fanout];
        public int Count;
    }

    /// <summary>A place between two entries, or at an end. It holds until the next change of the tree; see <see cref="Version"/>.</summary>
    public struct Position
    {
        private object? leaf;
        private int index;

        internal Position(object? leaf, int index) => (this.leaf, this.index) = (leaf, index);

        /// <summary>Steps over the next entry and gives it; false at the end.</summary>
        public bool Next(out IndexEntry entry)
        {
            while (leaf is Leaf { } at)
            {
                if (index < at.Count)
                {
                    entry = at.Entries[index++];
                    return true;
                }

                if (at.Next is null)
                    break;
                (leaf, index) = (at.Next, 0);
            }

            entry = default;
            return false;
        }

        /// <summary>Steps back over the entry before and gives it; false at the beginning.</summary>
        public bool Previous(out IndexEntry entry)
        {
            while (leaf is Leaf { } at)
            {
                if (index > 0)
                {
                    entry = at.Entries[--index];
                    return true;
                }

                if (at.Previous is null)
                    break;
                (leaf, index) = (at.Previous, at.Previous.Count);
            }

            entry = default;
            return false;
        }
    }

    /// <summary>How many entries there are.</summary>
    public int Count { get; private set; }

    /// <summary>Rises with every change; a <see cref="Position"/> of another version is no longer valid.</summary>
    public int Version { get; private set; }

    /// <summary>The memory of the entries in bytes, without texts and documents that they refer to.</summary>
    public long Bytes => (long)Count * System.Runtime.CompilerServices.Unsafe.SizeOf<IndexEntry>();

    /// <summary>How many nodes a seek visits.</summary>
    public int Depth { get; private set; } = 1;

    /// <summary>Adds an entry. The caller sees to it that it is not there yet.</summary>
    public void Add(in IndexEntry entry)
    {
        Version++;
        Count++;
        var split = Add(root, entry, atEnd: true);
        if (split is null)
            return;
        var taller = new Inner { Count = 2 };
        (taller.Lows[0], taller.Children[0], taller.Sizes[0]) = (Low(root), root, Size(root));
        (taller.Lows[1], taller.Children[1], taller.Sizes[1]) = (Low(split), split, Size(split));
        root = taller;
        Depth++;
    }

    /// <summary>Removes an entry; false where it is not there.</summary>
    public bool Remove(in IndexEntry entry)
    {
        if (!Remove(root, entry))
            return false;
        Version++;
        Count--;
        while (root is Inner { Count: 1 } inner)
        {
            root = inner.Children[0];
            Depth--;
        }

        if (root is Inner { Count: 0 })
            (root, Depth) = (new Leaf(), 1);
        return true;
    }

    /// <summary>The place before the first entry whose key is at or after these values; with <paramref name="after"/>, before the first whose key is after them.</summary>
    public Position Seek(ReadOnlySpan<BsonValue> prefix, bool after)
    {
        var node = root;
        while (node is Inner inner)
            node = inner.Children[ChildFor(inner, prefix, after)];
        var leaf = (Leaf)node;
        return new(leaf, InLeaf(leaf, prefix, after));
    }

    /// <summary>The place before (or after) an entry that was once there.</summary>
    public Position Seek(in IndexEntry entry, bool after)
    {
        var node = root;
        while (node is Inner inner)
            node = inner.Children[ChildFor(inner, entry)];
        var leaf = (Leaf)node;
        var index = InLeaf(leaf, entry);
        if (after && index < leaf.Count && order.Compare(leaf.Entries[index], entry) == 0)
            index++;
        return new(leaf, index);
    }

    /// <summary>How many entries lie before that place: the sizes of the subtrees to its left, added on the way down.</summary>
    public int Rank(ReadOnlySpan<BsonValue> prefix, bool after)
    {
        var rank = 0;
        var node = root;
        while (node is Inner inner)
        {
            var child = ChildFor(inner, prefix, after);
            for (var left = 0; left < child; left++)
                rank += inner.Sizes[left];
            node = inner.Children[child];
        }

        return rank + InLeaf((Leaf)node, prefix, after);
    }

    private Node? Add(Node node, in IndexEntry entry, bool atEnd)
    {
        if (node is Leaf leaf)
            return Add(leaf, entry, atEnd);
        var inner = (Inner)node;
        var child = ChildFor(inner, entry);
        var split = Add(inner.Children[child], entry, atEnd && child == inner.Count - 1);
        inner.Sizes[child]++;
        if (split is null)
            return null;
        inner.Sizes[child] -= Size(split);
        if (inner.Count < Fanout)
        {
            Insert(inner, child + 1, split);
            return null;
        }

        var right = new Inner();
        Move(inner, right, from: atEnd ? Fanout - 1 : Fanout / 2);
        if (child + 1 > inner.Count)
            Insert(right, child + 1 - inner.Count, split);
        else
            Insert(inner, child + 1, split);
        return right;
    }

    private Leaf? Add(Leaf leaf, in IndexEntry entry, bool atEnd)
    {
        var index = InLeaf(leaf, entry);
        if (leaf.Count < Fanout)
        {
            Insert(leaf, index, entry);
            return null;
        }

        // Rising keys (an ObjectId, a date, a counter) fill the last leaf wholly before the next one begins; others split in the middle.
        var right = new Leaf { Previous = leaf, Next = leaf.Next };
        if (leaf.Next is not null)
            leaf.Next.Previous = right;
        leaf.Next = right;
        if (atEnd && index == leaf.Count)
        {
            Insert(right, 0, entry);
            return right;
        }

        const int half = Fanout / 2;
        right.Entries = new IndexEntry[Fanout];
        Array.Copy(leaf.Entries, half, right.Entries, 0, Fanout - half);
        Array.Clear(leaf.Entries, half, Fanout - half);
        (leaf.Count, right.Count) = (half, Fanout - half);
        if (index > half)
            Insert(right, index - half, entry);
        else
            Insert(leaf, index, entry);
        return right;
    }

    private bool Remove(Node node, in IndexEntry entry)
    {
        if (node is Leaf leaf)
        {
            var index = InLeaf(leaf, entry);
            if (index == leaf.Count || order.Compare(leaf.Entries[index], entry) != 0)
                return false;
            leaf.Count--;
            Array.Copy(leaf.Entries, index + 1, leaf.Entries, index, leaf.Count - index);
            leaf.Entries[leaf.Count] = default;
            return true;
        }

        var inner = (Inner)node;
        var child = ChildFor(inner, entry);
        if (!Remove(inner.Children[child], entry))
            return false;
        if (--inner.Sizes[child] == 0)
            Unlink(inner, child);
        return true;
    }

    private static void Unlink(Inner inner, int child)
    {
        if (inner.Children[child] is Leaf leaf)
        {
            if (leaf.Previous is not null)
                leaf.Previous.Next = leaf.Next;
            if (leaf.Next is not null)
                leaf.Next.Previous = leaf.Previous;
        }

        inner.Count--;
        for (var at = child; at < inner.Count; at++)
            (inner.Lows[at], inner.Children[at], inner.Sizes[at]) = (inner.Lows[at + 1], inner.Children[at + 1], inner.Sizes[at + 1]);
        (inner.Lows[inner.Count], inner.Children[inner.Count]) = (default, null!);
    }

    private static void Insert(Leaf leaf, int index, in IndexEntry entry)
    {
        if (leaf.Count == leaf.Entries.Length)
            Array.Resize(ref leaf.Entries, leaf.Count * 2);
        Array.Copy(leaf.Entries, index, leaf.Entries, index + 1, leaf.Count - index);
        leaf.Entries[index] = entry;
        leaf.Count++;
    }

    private static void Insert(Inner inner, int index, Node child)
    {
        for (var at = inner.Count; at > index; at--)
            (inner.Lows[at], inner.Children[at], inner.Sizes[at]) = (inner.Lows[at - 1], inner.Children[at - 1], inner.Sizes[at - 1]);
        (inner.Lows[index], inner.Children[index], inner.Sizes[index]) = (Low(child), child, Size(child));
        inner.Count++;
    }

    private static void Move(Inner left, Inner right, int from)
    {
        right.Count = left.Count - from;
        for (var at = 0; at < right.Count; at++)
        {
            (right.Lows[at], right.Children[at], right.Sizes[at]) = (left.Lows[from + at], left.Children[from + at], left.Sizes[from + at]);
            (left.Lows[from + at], left.Children[from + at]) = (default, null!);
        }

        left.Count = from;
    }

    private static IndexEntry Low(Node node) => node is Leaf leaf ? leaf.Entries[0] : ((Inner)node).Lows[0];

    private static int Size(Node node) => node is Leaf leaf ? leaf.Count : ((Inner)node).Sizes.Take(((Inner)node).Count).Sum();

    /// <summary>The last child whose lowest entry is at or before this one.</summary>
    private int ChildFor(Inner inner, in IndexEntry entry)
    {
        int low = 1, high = inner.Count;
        while (low < high)
        {
            var middle = (low + high) >> 1;
            if (order.Compare(inner.Lows[middle], entry) <= 0)
                low = middle + 1;
            else
                high = middle;
        }

        return low - 1;
    }

    private int ChildFor(Inner inner, ReadOnlySpan<BsonValue> prefix, bool after)
    {
        int low = 1, high = inner.Count;
        while (low < high)
        {
            var middle = (low + high) >> 1;
            if (IsBefore(inner.Lows[middle], prefix, after))
                low = middle + 1;
            else
                high = middle;
        }

        return low - 1;
    }

    private int InLeaf(Leaf leaf, in IndexEntry entry)
    {
        int low = 0, high = leaf.Count;
        while (low < high)
        {
            var middle = (low + high) >> 1;
            if (order.Compare(leaf.Entries[middle], entry) < 0)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }

    private int InLeaf(Leaf leaf, ReadOnlySpan<BsonValue> prefix, bool after)
    {
        int low = 0, high = leaf.Count;
        while (low < high)
        {
            var middle = (low + high) >> 1;
            if (IsBefore(leaf.Entries[middle], prefix, after))
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }

    private bool IsBefore(in IndexEntry entry, ReadOnlySpan<BsonValue> prefix, bool after)
    {
        var compared = order.Compare(entry, prefix);
        return compared < 0 || (after && compared == 0);
    }
}
