package souk.economy;

import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// The attributes of an offer.
record OfferValues(OfferListing listing) {
    private static final BigInteger MOST = BigInteger.valueOf(Long.MAX_VALUE);

    /// Of a text or set attribute.
    List<String> texts(Attribute attribute) {
        var profile = listing.profile();
        var claims = profile.claims();
        return switch (attribute.name()) {
            case "region" -> List.of(profile.region().code());
            case "country" -> List.of(profile.country());
            case "provider" -> List.of(listing.provider().hex());
            case "runtimes" ->
                profile.runtimes().stream().map(RuntimeName::name).toList();
            case "certificates" -> claims.certificates();
            case "attestation" -> claims.attestation().stream().toList();
            case "hardware.gpu.model" ->
                profile.hardware().gpu().map(Hardware.Gpu::model).stream().toList();
            case "energy.source" ->
                claims.energy().map(Claims.Energy::source).stream().toList();
            case "slo" -> List.of(listing.offer().message().slo().hex());
            case "accepts" -> claims.accepts().isEmpty() ? List.of() : List.of(claims.accepts());
            default -> throw new IllegalArgumentException(attribute + " is no text");
        };
    }

    /// Of a number attribute; [NumberColumn#MISSING] without a value.
    long number(Attribute attribute) {
        var offer = listing.offer().message();
        var hardware = listing.profile().hardware();
        var claims = listing.profile().claims();
        return switch (attribute.name()) {
            case "hardware.cpu" -> hardware.cpuMillis();
            case "hardware.memory" -> hardware.memoryBytes();
            case "hardware.disk" -> hardware.diskBytes();
            case "hardware.gpu.count" -> hardware.gpu().map(Hardware.Gpu::count).orElse(0);
            case "energy.carbon" -> orMissing(claims.energy().flatMap(Claims.Energy::carbon));
            case "trust.grade" -> orMissing(claims.grade());
            case "validFrom" -> offer.validFrom().getEpochSecond();
            case "validUntil" -> offer.validUntil().getEpochSecond();
            case "minDuration" -> offer.minDuration().toSeconds();
            case "maxDuration" -> offer.maxDuration().toSeconds();
            default -> orMissing(Optional.ofNullable(claims.latency().get(attribute.place())));
        };
    }

    /// Of a wide attribute.
    Optional<BigInteger> wide(Attribute attribute) {
        var offer = listing.offer().message();
        if (attribute.equals(Attribute.CAPACITY)) {
            return Optional.of(offer.capacity());
        }
        int meter = attribute.meter(offer.resourceClass());
        return meter < 0
                ? Optional.empty()
                : Optional.of(offer.unitPrices().values().get(meter));
    }

    /// As a [Program] wants it. Numbers of 2^63 and more are given as 2^63 - 1.
    Optional<Object> value(Attribute attribute) {
        return switch (attribute.kind()) {
            case TEXT, PROVIDER -> texts(attribute).stream().findFirst().map(it -> it);
            case SET -> Optional.of(texts(attribute));
            case NUMBER ->
                number(attribute) == NumberColumn.MISSING ? Optional.empty() : Optional.of(number(attribute));
            case WIDE -> wide(attribute).map(it -> it.min(MOST).longValueExact());
            case MAP -> Optional.of(latencies());
        };
    }

    private Map<String, Long> latencies() {
        var all = new TreeMap<String, Long>();
        listing.profile().claims().latency().forEach((place, ms) -> all.put(place, ms.longValue()));
        return all;
    }

    private static long orMissing(Optional<Integer> value) {
        return value.map(Integer::longValue).orElse(NumberColumn.MISSING);
    }
}
