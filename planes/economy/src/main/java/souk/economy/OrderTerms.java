package souk.economy;

import java.math.BigInteger;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import souk.core.market.Order;
import souk.core.value.Region;

/// The values of an order, by the names that a provider's text has for them.
///
/// Numbers of 2^63 and more are given as 2^63 - 1.
public record OrderTerms(Order order, Constraints constraints) {
    /// The names of texts: `resource` is `storage` or `compute`, digests and addresses are hexadecimal, `constraints`
    /// is the consumer's CEL text.
    public static final List<String> TEXTS =
            List.of("resource", "consumer", "payer", "asset", "slo", "spec", "constraints");

    /// The names of integers; durations are in seconds.
    public static final List<String> NUMBERS = List.of("quantity", "duration", "deposit", "priorityFee");

    /// The names of sets.
    public static final List<String> SETS = List.of("regions", "runtimes");

    private static final BigInteger MOST = BigInteger.valueOf(Long.MAX_VALUE);

    Optional<Object> value(String name) {
        return switch (name) {
            case "resource" -> Optional.of(order.resourceClass().name().toLowerCase(Locale.ROOT));
            case "consumer" -> Optional.of(order.consumer().hex());
            case "payer" -> Optional.of(order.payer().hex());
            case "asset" -> Optional.of(order.asset().hex());
            case "slo" -> Optional.of(order.slo().hex());
            case "spec" -> Optional.of(order.spec().hex());
            case "constraints" -> Optional.of(constraints.where());
            case "quantity" -> Optional.of(number(order.quantity()));
            case "duration" -> Optional.of(order.duration().toSeconds());
            case "deposit" -> Optional.of(number(order.deposit()));
            case "priorityFee" -> Optional.of(number(order.priorityFee()));
            case "regions" ->
                Optional.of(constraints.regions().stream().map(Region::code).toList());
            case "runtimes" ->
                Optional.of(
                        constraints.runtimes().stream().map(RuntimeName::name).toList());
            default -> Optional.empty();
        };
    }

    private static long number(BigInteger value) {
        return value.min(MOST).longValueExact();
    }
}
