package souk.gateway.access;

import java.net.InetAddress;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.IntPredicate;

/// How a condition compares; the one that says no is the one that says yes, inverted.
enum Operator {
    STRING_EQUALS("StringEquals", false, String::equals),
    STRING_NOT_EQUALS("StringNotEquals", true, String::equals),
    STRING_EQUALS_IGNORE_CASE("StringEqualsIgnoreCase", false, String::equalsIgnoreCase),
    STRING_NOT_EQUALS_IGNORE_CASE("StringNotEqualsIgnoreCase", true, String::equalsIgnoreCase),
    STRING_LIKE("StringLike", false, Glob::matches),
    STRING_NOT_LIKE("StringNotLike", true, Glob::matches),
    ARN_EQUALS("ArnEquals", false, Glob::matches),
    ARN_LIKE("ArnLike", false, Glob::matches),
    ARN_NOT_EQUALS("ArnNotEquals", true, Glob::matches),
    ARN_NOT_LIKE("ArnNotLike", true, Glob::matches),
    NUMERIC_EQUALS("NumericEquals", false, numbers(order -> order == 0)),
    NUMERIC_NOT_EQUALS("NumericNotEquals", true, numbers(order -> order == 0)),
    NUMERIC_LESS_THAN("NumericLessThan", false, numbers(order -> order < 0)),
    NUMERIC_LESS_THAN_EQUALS("NumericLessThanEquals", false, numbers(order -> order <= 0)),
    NUMERIC_GREATER_THAN("NumericGreaterThan", false, numbers(order -> order > 0)),
    NUMERIC_GREATER_THAN_EQUALS("NumericGreaterThanEquals", false, numbers(order -> order >= 0)),
    DATE_EQUALS("DateEquals", false, dates(order -> order == 0)),
    DATE_NOT_EQUALS("DateNotEquals", true, dates(order -> order == 0)),
    DATE_LESS_THAN("DateLessThan", false, dates(order -> order < 0)),
    DATE_LESS_THAN_EQUALS("DateLessThanEquals", false, dates(order -> order <= 0)),
    DATE_GREATER_THAN("DateGreaterThan", false, dates(order -> order > 0)),
    DATE_GREATER_THAN_EQUALS("DateGreaterThanEquals", false, dates(order -> order >= 0)),
    BOOL("Bool", false, String::equalsIgnoreCase),
    BINARY_EQUALS("BinaryEquals", false, String::equals),
    IP_ADDRESS("IpAddress", false, Operator::inNetwork),
    NOT_IP_ADDRESS("NotIpAddress", true, Operator::inNetwork),
    /// Asks whether the key is there at all; judged by the condition itself.
    NULL("Null", false, String::equalsIgnoreCase);

    private final String text;
    private final boolean inverted;

    @SuppressWarnings("ImmutableEnumChecker") // functions without state
    private final BiPredicate<String, String> matches;

    /// @param matches of the policy's value and the request's
    Operator(String text, boolean inverted, BiPredicate<String, String> matches) {
        this.text = text;
        this.inverted = inverted;
        this.matches = matches;
    }

    static Optional<Operator> named(String text) {
        return Arrays.stream(values()).filter(each -> each.text.equals(text)).findFirst();
    }

    boolean inverted() {
        return inverted;
    }

    boolean matches(String wanted, String actual) {
        return matches.test(wanted, actual);
    }

    private static BiPredicate<String, String> numbers(IntPredicate order) {
        return (wanted, actual) -> {
            try {
                return order.test(Double.compare(Double.parseDouble(actual), Double.parseDouble(wanted)));
            } catch (NumberFormatException e) {
                return false;
            }
        };
    }

    private static BiPredicate<String, String> dates(IntPredicate order) {
        return (wanted, actual) -> {
            try {
                return order.test(instant(actual).compareTo(instant(wanted)));
            } catch (DateTimeException e) {
                return false;
            }
        };
    }

    private static Instant instant(String text) {
        return !text.isEmpty() && text.chars().allMatch(Character::isDigit)
                ? Instant.ofEpochSecond(Long.parseLong(text))
                : OffsetDateTime.parse(text).toInstant();
    }

    private static boolean inNetwork(String network, String address) {
        try {
            var slash = network.indexOf('/');
            var base = InetAddress.ofLiteral(slash < 0 ? network : network.substring(0, slash))
                    .getAddress();
            var actual = InetAddress.ofLiteral(address).getAddress();
            var bits = slash < 0 ? base.length * 8 : Integer.parseInt(network.substring(slash + 1));
            return base.length == actual.length && bits <= base.length * 8 && samePrefix(base, actual, bits);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static boolean samePrefix(byte[] one, byte[] other, int bits) {
        for (var bit = 0; bit < bits; bit++) {
            var mask = 0x80 >> (bit % 8);
            if ((one[bit / 8] & mask) != (other[bit / 8] & mask)) {
                return false;
            }
        }
        return true;
    }
}
