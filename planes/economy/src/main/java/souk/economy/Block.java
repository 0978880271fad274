package souk.economy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import souk.economy.Words.Word;

/// Up to [Rows#MOST] neighbouring offers of a shelf, turned into columns. Immutable: a change makes another block.
final class Block {
    private final Item[] items;
    private final NumberColumn[] numbers;
    private final WideColumn[] prices;
    private final WideColumn capacity;
    private final TextColumn[] texts;
    private final Map<String, NumberColumn> latencies;
    private final int[] providers;
    private final long[] rows;

    /// @param items at least one, sorted, of one shelf
    Block(List<Item> items, Words words) {
        this.items = items.toArray(Item[]::new);
        this.numbers = Attribute.NUMBERS.stream().map(this::number).toArray(NumberColumn[]::new);
        this.texts = Attribute.TEXTS.stream().map(it -> text(it, words)).toArray(TextColumn[]::new);
        int meters = resourceClass().meters().size();
        this.prices = new WideColumn[meters];
        for (int m = 0; m < meters; m++) {
            int meter = m;
            prices[m] = WideColumn.of(items.stream()
                    .map(it -> Uint128.of(
                            it.listing().offer().message().unitPrices().values().get(meter)))
                    .toArray(Uint128[]::new));
        }
        this.capacity = WideColumn.of(items.stream()
                .map(it -> Uint128.of(it.listing().offer().message().capacity()))
                .toArray(Uint128[]::new));
        this.rows = Rows.first(items.size());
        this.latencies = latencies();
        this.providers = items.stream()
                .mapToInt(it -> it.listing().provider().hashCode())
                .toArray();
    }

    int size() {
        return items.length;
    }

    Item item(int row) {
        return items[row];
    }

    List<Item> items() {
        return List.of(items);
    }

    Item first() {
        return items[0];
    }

    /// All rows; not to be written into.
    long[] rows() {
        return rows;
    }

    TextColumn texts(Attribute attribute) {
        return texts[attribute.slot()];
    }

    /// Empty when no row has a number.
    Optional<NumberColumn> numbers(Attribute attribute) {
        return attribute.slot() >= 0
                ? Optional.of(numbers[attribute.slot()])
                : Optional.ofNullable(latencies.get(attribute.place()));
    }

    /// Empty for the price of a meter that the resource class does not have.
    Optional<WideColumn> wide(Attribute attribute) {
        if (attribute.equals(Attribute.CAPACITY)) {
            return Optional.of(capacity);
        }
        int meter = attribute.meter(resourceClass());
        return meter < 0 ? Optional.empty() : Optional.of(prices[meter]);
    }

    /// The lowest price of the first meter.
    Uint128 cheapest() {
        return prices[0].least();
    }

    /// Hash codes of the providers' addresses, by row.
    int[] providers() {
        return providers;
    }

    private souk.core.market.ResourceClass resourceClass() {
        return items[0].listing().offer().message().resourceClass();
    }

    private NumberColumn number(Attribute attribute) {
        var values = new long[items.length];
        for (int row = 0; row < values.length; row++) {
            values[row] = items[row].values().number(attribute);
        }
        return NumberColumn.of(values);
    }

    private TextColumn text(Attribute attribute, Words words) {
        List<List<Word>> column = new ArrayList<>(items.length);
        for (var item : items) {
            column.add(item.values().texts(attribute).stream().map(words::of).toList());
        }
        return TextColumn.of(column);
    }

    private Map<String, NumberColumn> latencies() {
        var places = new TreeSet<String>();
        for (var item : items) {
            places.addAll(item.listing().profile().claims().latency().keySet());
        }
        var columns = new HashMap<String, NumberColumn>();
        for (var place : places) {
            columns.put(place, number(Attribute.latency(place)));
        }
        return Map.copyOf(columns);
    }
}
