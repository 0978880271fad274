package souk.sdk.market;

import java.math.BigInteger;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import souk.core.market.ResourceClass;
import souk.core.service.ServiceTerms;
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
public record Terms(
        ResourceClass resourceClass,
        Digest spec,
        UnitPrices ceilings,
        BigInteger quantity,
        Duration duration,
        BigInteger deposit,
        Constraints constraints,
        OptionalInt maxDeviation,
        Optional<ServiceTerms> service) {}
