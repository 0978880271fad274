package souk.ledger;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import souk.core.value.Digest;

/// Keeps events for the life of the process.
public final class InMemoryEventIndex implements EventIndex {
    private final Map<ChainId, Chain> chains = new HashMap<>();

    @Override
    public synchronized Optional<BlockRef> head(ChainId chain) {
        return blockAtMost(chain, Long.MAX_VALUE);
    }

    @Override
    public synchronized Optional<BlockRef> blockAtMost(ChainId chain, long number) {
        return Optional.ofNullable(of(chain).blocks.floorEntry(number)).map(Map.Entry::getValue);
    }

    @Override
    public synchronized void append(ChainId chain, List<BlockRef> blocks, List<LedgerEntry> entries, BlockRef head) {
        var known = of(chain);
        blocks.forEach(block -> known.blocks.put(block.number(), block));
        known.blocks.put(head.number(), head);
        for (var entry : entries) {
            var name = new Name(entry.position().transaction(), entry.position().logIndex());
            if (known.names.putIfAbsent(name, entry.position().block()) == null) {
                known.entries.put(
                        new Place(entry.position().block(), entry.position().logIndex()), entry);
            }
        }
        known.forgetEmptyBlocksBelow(head.number() - KEPT_BLOCKS);
    }

    @Override
    public synchronized void rollBack(ChainId chain, long toBlock) {
        var known = of(chain);
        known.blocks.tailMap(toBlock, false).clear();
        known.entries
                .tailMap(new Place(toBlock, EventCursor.WHOLE_BLOCK), false)
                .clear();
        known.names.values().removeIf(block -> block > toBlock);
        known.rollbacks.add(toBlock);
    }

    @Override
    public synchronized EventPage read(ChainId chain, EventCursor after, long lastBlock, int limit) {
        var known = of(chain);
        var from = Rollbacks.resume(after, known.rollbacks);
        var found =
                known
                        .entries
                        .tailMap(new Place(from.cursor().block(), from.cursor().logIndex()), false)
                        .values()
                        .stream()
                        .takeWhile(entry -> entry.position().block() <= lastBlock)
                        .limit(Math.clamp(limit, 1, MAX_PAGE))
                        .toList();
        return from.page(found);
    }

    private Chain of(ChainId chain) {
        return chains.computeIfAbsent(chain, _ -> new Chain());
    }

    private record Name(Digest transaction, int logIndex) {}

    private record Place(long block, int logIndex) implements Comparable<Place> {
        private static final Comparator<Place> ORDER =
                Comparator.comparingLong(Place::block).thenComparingInt(Place::logIndex);

        @Override
        public int compareTo(Place other) {
            return ORDER.compare(this, other);
        }
    }

    private static final class Chain {
        private final NavigableMap<Long, BlockRef> blocks = new TreeMap<>();
        private final NavigableMap<Place, LedgerEntry> entries = new TreeMap<>();
        private final Map<Name, Long> names = new HashMap<>();
        private final List<Long> rollbacks = new ArrayList<>();

        private void forgetEmptyBlocksBelow(long number) {
            blocks.headMap(number)
                    .values()
                    .removeIf(block -> entries.subMap(
                                    new Place(block.number(), 0), new Place(block.number(), EventCursor.WHOLE_BLOCK))
                            .isEmpty());
        }
    }
}
