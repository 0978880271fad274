package souk.economy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import souk.core.market.ResourceClass;
import souk.core.value.Address;

/// The offers of one resource class in one asset, cheapest first, in blocks.
///
/// A change copies the block it falls into and the list of blocks, so readers need no lock: they hold the blocks of
/// one moment. Only one thread changes a shelf at a time; the book locks.
final class Shelf {
    /// Blocks are made so full, to leave room for more.
    private static final int FILL = Rows.MOST * 3 / 4;

    /// A block with fewer offers joins its neighbour, where both together leave room.
    private static final int SPARSE = Rows.MOST / 4;

    /// What an order and an offer must have in common before anything else is looked at.
    record Label(ResourceClass resourceClass, Address asset) {
        static Label of(OfferListing listing) {
            var offer = listing.offer().message();
            return new Label(offer.resourceClass(), offer.asset());
        }
    }

    private final Words words;
    private volatile Block[] blocks;

    Shelf(Words words, List<Item> items) {
        this.words = words;
        this.blocks = blocks(items.stream().sorted(Item.CHEAPEST_FIRST).toList());
    }

    /// The blocks of this moment, cheapest first. Not to be changed.
    Block[] blocks() {
        return blocks;
    }

    boolean isEmpty() {
        return blocks.length == 0;
    }

    void add(Item item) {
        blocks = with(blocks, item);
    }

    /// @param item one that is here
    void remove(Item item) {
        blocks = without(blocks, item);
    }

    /// Both at once: no reader sees neither or both.
    void swap(Item old, Item item) {
        blocks = with(without(blocks, old), item);
    }

    private Block[] with(Block[] all, Item item) {
        if (all.length == 0) {
            return blocks(List.of(item));
        }
        int at = blockOf(all, item);
        var items = new ArrayList<>(all[at].items());
        items.add(-1 - Collections.binarySearch(items, item, Item.CHEAPEST_FIRST), item);
        return replaced(all, at, at + 1, items);
    }

    private Block[] without(Block[] all, Item item) {
        int at = blockOf(all, item);
        var items = new ArrayList<>(all[at].items());
        items.remove(Collections.binarySearch(items, item, Item.CHEAPEST_FIRST));
        int next = at + 1;
        if (items.size() < SPARSE && next < all.length && items.size() + all[next].size() <= FILL) {
            items.addAll(all[next].items());
            next++;
        }
        return replaced(all, at, next, items);
    }

    /// The last block that begins at or before the item.
    private static int blockOf(Block[] all, Item item) {
        int low = 0;
        int high = all.length - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (Item.CHEAPEST_FIRST.compare(all[middle].first(), item) <= 0) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }

    private Block[] replaced(Block[] all, int from, int to, List<Item> items) {
        var made = blocksOf(items, items.size() <= Rows.MOST ? Rows.MOST : (items.size() + 1) / 2);
        var result = new ArrayList<>(Arrays.asList(all).subList(0, from));
        result.addAll(made);
        result.addAll(Arrays.asList(all).subList(to, all.length));
        return result.toArray(Block[]::new);
    }

    private Block[] blocks(List<Item> sorted) {
        return blocksOf(sorted, FILL).toArray(Block[]::new);
    }

    private List<Block> blocksOf(List<Item> sorted, int size) {
        var made = new ArrayList<Block>();
        for (int from = 0; from < sorted.size(); from += size) {
            made.add(new Block(sorted.subList(from, Math.min(sorted.size(), from + size)), words));
        }
        return made;
    }
}
