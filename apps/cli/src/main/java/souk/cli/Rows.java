package souk.cli;

import java.io.PrintStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import souk.core.json.Json;
import souk.core.json.JsonArray;
import souk.core.json.JsonObject;

/// A list of objects as a table: one column a member, as wide as its widest value.
final class Rows {
    /// Decimals of the asset a member is counted in: six of the stablecoin, eighteen of the stake token.
    private static final Map<String, Integer> DECIMALS = Map.ofEntries(
            Map.entry("deposit", 6),
            Map.entry("vouched", 6),
            Map.entry("paid", 6),
            Map.entry("cumulative", 6),
            Map.entry("penalty", 6),
            Map.entry("penalties", 6),
            Map.entry("collected", 6),
            Map.entry("owed", 6),
            Map.entry("reward", 18),
            Map.entry("granted", 18),
            Map.entry("stake", 18));

    private final List<String> columns;
    private final List<List<String>> rows = new ArrayList<>();

    Rows(String... columns) {
        this.columns = List.of(columns);
    }

    /// Prints the member `name` of an answer, as JSON or as a table with these columns.
    static void print(PrintStream out, boolean json, JsonObject answer, String name, String empty, String... columns) {
        if (json) {
            out.println(answer);
            return;
        }
        var rows = new Rows(columns);
        answer.array(name).objects().forEach(rows::add);
        rows.print(out, empty);
    }

    void add(JsonObject object) {
        rows.add(columns.stream().map(column -> cell(object, column)).toList());
    }

    void print(PrintStream out, String empty) {
        if (rows.isEmpty()) {
            out.println(empty);
            return;
        }
        var widths = columns.stream().mapToInt(String::length).toArray();
        rows.forEach(row -> {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        });
        line(out, columns, widths);
        rows.forEach(row -> line(out, row, widths));
    }

    private static void line(PrintStream out, List<String> cells, int[] widths) {
        var text = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            text.append(cells.get(i)).append(" ".repeat(widths[i] - cells.get(i).length() + 2));
        }
        out.println(text.toString().stripTrailing());
    }

    /// One member as text; empty when it is missing. Amounts are shown in whole units, exactly.
    static String cell(JsonObject object, String name) {
        var text = object.get(name).map(Rows::plain).orElse("");
        var decimals = DECIMALS.get(name);
        return decimals == null || !text.matches("[0-9]+")
                ? text
                : new BigDecimal(new BigInteger(text), decimals)
                        .stripTrailingZeros()
                        .toPlainString();
    }

    private static String plain(Json value) {
        return switch (value) {
            case Json.Text(var text) -> text;
            case JsonArray array ->
                String.join(",", array.values().stream().map(Rows::plain).toList());
            default -> value.toString();
        };
    }
}
