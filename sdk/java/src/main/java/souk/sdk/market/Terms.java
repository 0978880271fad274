package souk.sdk.market;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import souk.core.hash.Sha256;
import souk.core.market.ResourceClass;
import souk.core.service.ServiceTerms;
import souk.core.value.Address;
import souk.core.value.Digest;
import souk.core.value.UnitPrices;
import souk.economy.Constraints;

/// What a consumer wants of a lease.
///
/// @param spec digest of the workload, zero for storage
/// @param ceilings the most it pays for a unit of each meter
/// @param quantity bytes, or milli-cores
/// @param deposit smallest units to lock
/// @param maxDeviation how far the first unit price may be above the base price of the provider's region, in
///     hundredths of a percent; empty to be bound by the ceilings alone
/// @param service the service levels that both parties sign, if any
/// @param fallbacks providers to turn to when the first fails, in this order; the order names them by digest
public record Terms(
        ResourceClass resourceClass,
        Digest spec,
        UnitPrices ceilings,
        BigInteger quantity,
        Duration duration,
        BigInteger deposit,
        Constraints constraints,
        OptionalInt maxDeviation,
        Optional<ServiceTerms> service,
        List<Address> fallbacks,
        Urgency urgency) {
    /// Whether a relay should hurry.
    public enum Urgency {
        PROMPT,
        /// What waits for an offer anyway gives way to what does not.
        PATIENT
    }

    public Terms {
        fallbacks = List.copyOf(fallbacks);
    }

    /// Without fallbacks.
    public Terms(
            ResourceClass resourceClass,
            Digest spec,
            UnitPrices ceilings,
            BigInteger quantity,
            Duration duration,
            BigInteger deposit,
            Constraints constraints,
            OptionalInt maxDeviation,
            Optional<ServiceTerms> service) {
        this(
                resourceClass,
                spec,
                ceilings,
                quantity,
                duration,
                deposit,
                constraints,
                maxDeviation,
                service,
                List.of(),
                Urgency.PROMPT);
    }

    /// SHA-256 of the accounts one after the other; zero for none.
    Digest fallbackRoot() {
        if (fallbacks.isEmpty()) {
            return Digest.ZERO;
        }
        var text = fallbacks.stream().map(Address::hex).collect(Collectors.joining(","));
        return Digest.of(Sha256.hash(text.getBytes(StandardCharsets.US_ASCII)));
    }
}
