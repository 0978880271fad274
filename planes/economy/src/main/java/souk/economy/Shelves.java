package souk.economy;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The offers of one resource class in one asset: all of them, and once more those of each value of what orders name
/// most. An order that names one value looks at no other offers.
///
/// Only one thread changes shelves at a time; the book locks. Readers need no lock, but may find an offer that has come
/// under another value under both, or under neither, for the moment of the change.
final class Shelves {
    /// Each takes a copy of an offer's columns, some 300 bytes, and makes one more block anew with each change.
    private static final List<Attribute> INDEXED = List.of(Attribute.REGION, Attribute.GPU_MODEL);

    private record Key(Attribute attribute, String value) {}

    private final Words words;
    private final Shelf all;
    private final Map<Key, Shelf> parts = new ConcurrentHashMap<>();

    Shelves(Words words, List<Item> items) {
        this.words = words;
        this.all = new Shelf(words, items);
        items.stream()
                .flatMap(item -> keys(item).map(key -> Map.entry(key, item)))
                .collect(Collectors.groupingBy(
                        Map.Entry::getKey, Collectors.mapping(Map.Entry::getValue, Collectors.toList())))
                .forEach((key, those) -> parts.put(key, new Shelf(words, those)));
    }

    /// All blocks of this moment, cheapest first. Not to be changed.
    Block[] blocks() {
        return all.blocks();
    }

    /// As few blocks of this moment as hold every offer that can meet the demands, cheapest first.
    Block[] blocks(List<Demand> demands) {
        return demands.stream()
                .flatMap(demand -> named(demand.condition()))
                .map(this::blocks)
                .min(Comparator.comparingInt(blocks -> blocks.length))
                .orElseGet(all::blocks);
    }

    boolean isEmpty() {
        return all.isEmpty();
    }

    void add(Item item) {
        all.add(item);
        keys(item).forEach(key -> add(key, item));
    }

    /// @param item one that is here
    void remove(Item item) {
        all.remove(item);
        keys(item).forEach(key -> remove(key, item));
    }

    /// Both at once, where both have the same value.
    void swap(Item old, Item item) {
        all.swap(old, item);
        var before = keys(old).collect(Collectors.toSet());
        var after = keys(item).collect(Collectors.toSet());
        for (var key : after) {
            if (before.remove(key)) {
                part(key).swap(old, item);
            } else {
                add(key, item);
            }
        }
        before.forEach(key -> remove(key, old));
    }

    private void add(Key key, Item item) {
        part(key).add(item);
    }

    private void remove(Key key, Item item) {
        var part = part(key);
        part.remove(item);
        if (part.isEmpty()) {
            parts.remove(key);
        }
    }

    private Shelf part(Key key) {
        return parts.computeIfAbsent(key, _ -> new Shelf(words, List.of()));
    }

    private Block[] blocks(Key key) {
        var part = parts.get(key);
        return part == null ? new Block[0] : part.blocks();
    }

    private static Stream<Key> keys(Item item) {
        var values = item.values();
        return INDEXED.stream()
                .flatMap(attribute -> values.texts(attribute).stream().map(value -> new Key(attribute, value)));
    }

    /// What an offer must be for the condition to hold.
    private static Stream<Key> named(Condition condition) {
        return switch (condition) {
            case Condition.OneOf(var attribute, var values) ->
                values.size() == 1 && INDEXED.contains(attribute)
                        ? Stream.of(new Key(attribute, values.getFirst()))
                        : Stream.empty();
            case Condition.All(var parts) -> parts.stream().flatMap(Shelves::named);
            case Condition.Any _, Condition.Not _, Condition.Between _, Condition.Known _, Condition.Computed _ ->
                Stream.empty();
        };
    }
}
