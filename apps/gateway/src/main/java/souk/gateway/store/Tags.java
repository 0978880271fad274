package souk.gateway.store;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import souk.trust.sigv4.Percent;
import souk.trust.sigv4.Query;

/// The tags of a bucket or an object, sorted by key.
public record Tags(SortedMap<String, String> values) {
    public Tags {
        values = Collections.unmodifiableSortedMap(new TreeMap<>(values));
    }

    /// No tags.
    public static Tags none() {
        return new Tags(new TreeMap<>());
    }

    /// Tags in any order.
    public static Tags of(Map<String, String> values) {
        return new Tags(new TreeMap<>(values));
    }

    public boolean isEmpty() {
        return values.isEmpty();
    }

    /// `key=value` pairs as in a query.
    public String toText() {
        return values.entrySet().stream()
                .map(tag -> Percent.encode(tag.getKey()) + "=" + Percent.encode(tag.getValue()))
                .collect(Collectors.joining("&"));
    }

    /// Reads what [#toText] wrote.
    public static Tags fromText(String text) {
        return of(Query.parse(text).parameters().stream()
                .collect(Collectors.toMap(Query.Parameter::name, Query.Parameter::value)));
    }
}
