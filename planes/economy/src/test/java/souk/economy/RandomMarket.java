package souk.economy;

import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import souk.core.market.Offer;
import souk.core.market.Order;
import souk.core.market.ResourceClass;
import souk.core.market.Signed;
import souk.core.value.Address;
import souk.core.value.Digest;
import souk.core.value.Region;
import souk.core.value.UnitPrices;

/// Offers, orders and conditions of few different values, so that most of what can coincide does.
final class RandomMarket {
    private static final List<String> REGIONS = List.of("eu-west", "eu-north", "us-east", "ap-south");
    private static final List<String> PLACES = List.of("fra", "iad", "sin");
    private static final List<Attribute> NUMBERS = List.of(
            Attribute.CPU,
            Attribute.GPU_COUNT,
            Attribute.ENERGY_CARBON,
            Attribute.TRUST_GRADE,
            Attribute.latency("fra"),
            Attribute.latency("nowhere"),
            Attribute.CAPACITY,
            Attribute.price("byteSeconds"),
            Attribute.price("cpuMillis"));

    private final Random random;
    final FakeLanguage language = new FakeLanguage();

    RandomMarket(long seed) {
        this.random = new Random(seed);
        language.terms.put(
                "even",
                FakeLanguage.program(
                        1,
                        values -> values.apply("quantity")
                                .map(it -> Truth.of((Long) it % 2 == 0))
                                .orElse(Truth.UNKNOWN)));
        language.terms.put("puzzling", FakeLanguage.program(1, _ -> Truth.UNKNOWN));
    }

    OfferListing listing(int provider, long nonce) {
        var profile = profile();
        var offer = new Offer(
                Samples.address(provider),
                ResourceClass.STORAGE,
                profile.digest(),
                Samples.ASSET,
                prices(40),
                big(64).multiply(BigInteger.ONE.shiftLeft(random.nextInt(3) * 30)),
                Duration.ofMinutes(random.nextInt(3)),
                Duration.ofDays(1 + random.nextInt(3)),
                Duration.ofHours(1),
                oneIn(3) ? Samples.digest(7) : Digest.ZERO,
                Samples.NOW.plusSeconds(random.nextInt(3) - 2),
                Samples.NOW.plusSeconds(random.nextInt(20)),
                nonce,
                Digest.ZERO);
        return new OfferListing(
                new Signed<>(offer, Samples.sign(offer, Samples.address(provider))),
                profile,
                "https://127.0.0.1:7000",
                Samples.digest(provider));
    }

    Order order(Constraints constraints) {
        return new Order(
                Samples.CONSUMER,
                Samples.CONSUMER,
                ResourceClass.STORAGE,
                Digest.ZERO,
                Samples.ASSET,
                prices(60),
                big(64).max(BigInteger.ONE),
                Duration.ofHours(random.nextInt(30)),
                BigInteger.TEN,
                constraints.digest(),
                oneIn(4) ? Samples.digest(7) : Digest.ZERO,
                Digest.ZERO,
                BigInteger.ZERO,
                Digest.ZERO,
                0,
                Samples.NOW.plusSeconds(600),
                1,
                Digest.ZERO);
    }

    Constraints constraints(int providers) {
        var where = "";
        if (!oneIn(3)) {
            where = "w" + random.nextInt();
            language.demands.put(
                    where,
                    IntStream.range(0, 1 + random.nextInt(3))
                            .mapToObj(i -> new Demand("demand " + i, condition(3)))
                            .toList());
        }
        return new Constraints(
                oneIn(2) ? List.of() : List.of(new Region(any(REGIONS)), new Region(any(REGIONS))),
                oneIn(2) ? List.of() : excluded(providers),
                oneIn(3) ? big(4_000) : Constraints.ANY_PRICE,
                List.of(),
                where);
    }

    int below(int bound) {
        return random.nextInt(bound);
    }

    private Condition condition(int depth) {
        if (depth > 0 && oneIn(2)) {
            var parts = List.of(condition(depth - 1), condition(depth - 1));
            return switch (random.nextInt(3)) {
                case 0 -> new Condition.All(parts);
                case 1 -> new Condition.Any(parts);
                default -> new Condition.Not(parts.getFirst());
            };
        }
        return switch (random.nextInt(7)) {
            case 0 -> new Condition.OneOf(Attribute.REGION, List.of(any(REGIONS), any(REGIONS)));
            case 1 -> new Condition.OneOf(Attribute.ATTESTATION, List.of("tpm"));
            case 2 -> new Condition.OneOf(Attribute.CERTIFICATES, List.of(any(List.of("iso", "soc"))));
            case 3 -> new Condition.Known(any(List.of(Attribute.ATTESTATION, Attribute.latency("fra"))));
            case 4 -> new Condition.Computed(List.of(Attribute.REGION), text("region", "eu"));
            case 5 ->
                new Condition.Computed(
                        List.of(Attribute.CPU, Attribute.TRUST_GRADE),
                        FakeLanguage.program(
                                1,
                                values -> values.apply("trust.grade")
                                        .map(it -> Truth.of((Long) it % 2 == 0))
                                        .orElse(Truth.UNKNOWN)));
            default -> new Condition.Between(any(NUMBERS), big(6).subtract(BigInteger.ONE), big(12));
        };
    }

    private static Program text(String attribute, String start) {
        return FakeLanguage.program(
                1,
                values -> values.apply(attribute)
                        .map(it -> Truth.of(it.toString().startsWith(start)))
                        .orElse(Truth.UNKNOWN));
    }

    private ProviderProfile profile() {
        var latency = new TreeMap<String, Integer>();
        PLACES.stream().filter(_ -> oneIn(2)).forEach(place -> latency.put(place, random.nextInt(12)));
        var claims = new Claims(
                oneIn(2) ? List.of() : List.of("iso", any(List.of("iso", "soc"))),
                oneIn(2) ? Optional.empty() : Optional.of(any(List.of("tpm", "tdx"))),
                oneIn(2)
                        ? Optional.empty()
                        : Optional.of(new Claims.Energy("wind", oneIn(2) ? Optional.empty() : Optional.of(8))),
                oneIn(3) ? Optional.empty() : Optional.of(random.nextInt(10)),
                latency,
                oneIn(2) ? "" : any(List.of("even", "even", "puzzling")));
        return new ProviderProfile(
                new Region(any(REGIONS)),
                "DE",
                List.of(),
                new Hardware(
                        random.nextInt(10),
                        4,
                        4,
                        oneIn(2) ? Optional.empty() : Optional.of(new Hardware.Gpu("h100", 1 + random.nextInt(8)))),
                claims);
    }

    private UnitPrices prices(int bound) {
        var values = new ArrayList<BigInteger>();
        for (int m = 0; m < 5; m++) {
            values.add(
                    m < 2
                            ? big(bound).multiply(BigInteger.TEN.pow(17))
                            : BigInteger.valueOf(random.nextInt(2) + bound / 50));
        }
        if (oneIn(10)) {
            values.set(0, BigInteger.ONE.shiftLeft(100).add(values.getFirst()));
        }
        return new UnitPrices(values);
    }

    private List<Address> excluded(int providers) {
        return IntStream.range(0, 5)
                .mapToObj(_ -> Samples.address(11 + random.nextInt(providers)))
                .toList();
    }

    private BigInteger big(int bound) {
        return BigInteger.valueOf(random.nextInt(bound));
    }

    private boolean oneIn(int chances) {
        return random.nextInt(chances) == 0;
    }

    private <T> T any(List<T> values) {
        return values.get(random.nextInt(values.size()));
    }
}
