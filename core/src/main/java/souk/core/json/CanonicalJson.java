package souk.core.json;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Map;
import java.util.TreeMap;

/// RFC 8785, JSON Canonicalization Scheme: members sorted by UTF-16 code units, strings with the shortest escapes,
/// numbers as ECMAScript prints them.
final class CanonicalJson {
    private CanonicalJson() {}

    static String write(Json value) {
        var out = new StringBuilder();
        append(out, value);
        return out.toString();
    }

    private static void append(StringBuilder out, Json value) {
        switch (value) {
            case JsonObject(var members) -> appendObject(out, members);
            case JsonArray(var values) -> {
                out.append('[');
                var separator = "";
                for (Json element : values) {
                    out.append(separator);
                    append(out, element);
                    separator = ",";
                }
                out.append(']');
            }
            case Json.Text(var text) -> appendText(out, text);
            case Json.Number(var number) -> out.append(ecmaScript(number));
            case Json.Flag(var flag) -> out.append(flag);
            case Json.Null() -> out.append("null");
        }
    }

    private static void appendObject(StringBuilder out, Map<String, Json> members) {
        out.append('{');
        var separator = "";
        // String.compareTo orders by UTF-16 code units, which is the order the RFC asks for.
        for (var member : new TreeMap<>(members).entrySet()) {
            out.append(separator);
            appendText(out, member.getKey());
            out.append(':');
            append(out, member.getValue());
            separator = ",";
        }
        out.append('}');
    }

    private static void appendText(StringBuilder out, String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\b' -> out.append("\\b");
                case '\f' -> out.append("\\f");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                    if (c < 0x20) {
                        out.append("\\u00")
                                .append(Character.forDigit(c >> 4, 16))
                                .append(Character.forDigit(c & 15, 16));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }

    /// ECMA-262 Number::toString. [Double#toString] gives the shortest digits that round-trip (JDK 19 and later);
    /// only the layout differs, and the case of a single digit, since Java always prints two.
    private static String ecmaScript(double number) {
        if (number == 0) {
            return "0"; // also for -0
        }
        double magnitude = Math.abs(number);
        var two = new BigDecimal(Double.toString(magnitude)).stripTrailingZeros();
        var one = two.round(new MathContext(1)).stripTrailingZeros();
        var decimal = one.doubleValue() == magnitude ? one : two;
        var digits = decimal.unscaledValue().toString();
        int point = digits.length() - decimal.scale();
        return (number < 0 ? "-" : "") + layout(digits, point);
    }

    private static String layout(String digits, int point) {
        int length = digits.length();
        if (length <= point && point <= 21) {
            return digits + "0".repeat(point - length);
        }
        if (0 < point && point <= 21) {
            return digits.substring(0, point) + "." + digits.substring(point);
        }
        if (-6 < point && point <= 0) {
            return "0." + "0".repeat(-point) + digits;
        }
        int exponent = point - 1;
        var mantissa = length == 1 ? digits : digits.charAt(0) + "." + digits.substring(1);
        return mantissa + "e" + (exponent < 0 ? "-" : "+") + Math.abs(exponent);
    }
}
