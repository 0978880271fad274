package souk.sdk.cost;

import java.util.List;
import java.util.stream.Collectors;

/// Comma-separated values as RFC 4180 has them.
public final class Csv {
    /// What spreadsheets take for the begin of a formula.
    private static final String FORMULA = "=+-@\t\r";

    private Csv() {}

    /// One record with its line break.
    public static String row(List<String> cells) {
        return cells.stream().map(Csv::quoted).collect(Collectors.joining(",", "", "\r\n"));
    }

    /// A text cell: a spreadsheet that opens the file must not run it. Never for numbers, which may be negative.
    public static String text(String value) {
        return !value.isEmpty() && FORMULA.indexOf(value.charAt(0)) >= 0 ? "'" + value : value;
    }

    private static String quoted(String cell) {
        boolean plain = cell.chars().noneMatch(c -> c == ',' || c == '"' || c == '\r' || c == '\n');
        return plain ? cell : '"' + cell.replace("\"", "\"\"") + '"';
    }
}
