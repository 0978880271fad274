package souk.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import souk.core.market.Offer;
import souk.core.market.Order;
import souk.core.market.ResourceClass;
import souk.core.market.Signed;
import souk.core.value.Address;
import souk.core.value.Digest;
import souk.core.value.Region;
import souk.core.value.Signature;
import souk.core.value.UnitPrices;
import souk.economy.Claims;
import souk.economy.Constraints;
import souk.economy.Hardware;
import souk.economy.OfferListing;
import souk.economy.ProviderProfile;
import souk.economy.RuntimeName;

/// Compute offers and orders that follow from a seed: regions, prices of a core and carbon as a large cloud has them,
/// machines and requests as people deploy on an open market.
final class MatchingMarket {
    /// Offers start so long before, and end up to twice so long after, the moment of the bench.
    private static final long VALID_SECONDS = 86_400;

    static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");
    static final Address ASSET = address(1);

    private static final List<String> MODELS =
            List.of("t4", "rtx3090", "rtx4090", "l4", "a100", "a100", "a100", "h100", "h200");
    private static final List<String> CERTIFICATES = List.of("iso27001", "soc2", "c5", "hds", "pci-dss", "secnumcloud");
    private static final List<String> SOURCES = List.of("mix", "mix", "mix", "wind", "hydro", "solar", "nuclear");
    private static final List<String> ATTESTATIONS = List.of("none", "none", "none", "tpm", "sev-snp", "tdx");

    /// Where latencies are measured to, with coordinates.
    enum Place {
        FRA(50.1, 8.7),
        IAD(38.9, -77.4),
        SIN(1.4, 104.0),
        GRU(-23.4, -46.5),
        NRT(35.8, 140.4);

        private final double latitude;
        private final double longitude;

        Place(double latitude, double longitude) {
            this.latitude = latitude;
            this.longitude = longitude;
        }

        String id() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /// @param price millionths of a dollar for a core and hour, rounded down
    record Site(String region, String country, long price, int carbon, double latitude, double longitude) {}

    record Machine(int cpu, long memory, long disk, int gpus, String model) {}

    /// Thousandths of a core times seconds.
    private static final BigInteger CORE_HOUR = BigInteger.valueOf(3_600_000);

    private final List<Site> sites;
    private final List<Machine> machines;
    private final long seed;

    MatchingMarket(long seed) throws IOException {
        this.seed = seed;
        this.sites = rows("regions.csv").stream()
                .map(it -> new Site(
                        it[0],
                        it[1],
                        new BigDecimal(it[2]).movePointRight(6).longValue(),
                        Integer.parseInt(it[3]),
                        Double.parseDouble(it[4]),
                        Double.parseDouble(it[5])))
                .toList();
        this.machines = rows("requests.csv").stream()
                .map(it -> new Machine(
                        Integer.parseInt(it[0]),
                        Long.parseLong(it[1]),
                        Long.parseLong(it[2]),
                        Integer.parseInt(it[3]),
                        it.length > 4 ? it[4] : ""))
                .toList();
    }

    SplittableRandom random(long stream) {
        return new SplittableRandom(seed * 31 + stream);
    }

    Site site(SplittableRandom random) {
        return sites.get(random.nextInt(sites.size()));
    }

    Machine request(SplittableRandom random) {
        return machines.get(random.nextInt(machines.size()));
    }

    String model(SplittableRandom random) {
        return any(random, MODELS);
    }

    String certificate(SplittableRandom random) {
        return any(random, CERTIFICATES);
    }

    /// The offer of provider number `number`. It is not signed: nothing here looks at signatures.
    OfferListing offer(int number) {
        var random = random(number);
        var site = site(random);
        var profile = profile(site, random);
        var offer = new Offer(
                address(1_000L + number),
                ResourceClass.COMPUTE,
                profile.digest(),
                ASSET,
                prices(site.price() * random.nextInt(300, 1_500) / 1_000, random),
                BigInteger.valueOf(profile.hardware().cpuMillis()),
                Duration.ofSeconds(1),
                Duration.ofDays(random.nextInt(1, 366)),
                Duration.ofMinutes(10),
                Digest.ZERO,
                NOW.minusSeconds(VALID_SECONDS),
                NOW.plusSeconds(random.nextLong(60, 2 * VALID_SECONDS)),
                1,
                Digest.ZERO);
        return new OfferListing(
                new Signed<>(offer, Signature.of(new byte[Signature.BYTES])),
                profile,
                "https://10.%d.%d.%d:7000".formatted(number >> 16 & 255, number >> 8 & 255, number & 255),
                new Digest("0x%064x".formatted(number)));
    }

    /// An order that pays at most so many millionths of a dollar for a core and hour.
    Order order(long quantity, long millionths, Constraints constraints, int number) {
        return new Order(
                address(2),
                address(2),
                ResourceClass.COMPUTE,
                Digest.ZERO,
                ASSET,
                new UnitPrices(List.of(
                        price(millionths),
                        BigInteger.TEN.pow(15),
                        BigInteger.TEN.pow(18),
                        BigInteger.TEN.pow(18),
                        BigInteger.TEN.pow(15))),
                BigInteger.valueOf(quantity),
                Duration.ofHours(6),
                BigInteger.TEN.pow(9),
                constraints.digest(),
                Digest.ZERO,
                Digest.ZERO,
                BigInteger.ZERO,
                Digest.ZERO,
                0,
                NOW.plusSeconds(600),
                number,
                Digest.ZERO);
    }

    private ProviderProfile profile(Site site, SplittableRandom random) {
        int cores = 4 << random.nextInt(6);
        boolean hasGpu = random.nextInt(8) == 0;
        var gpu = hasGpu
                ? Optional.of(new Hardware.Gpu(any(random, MODELS), 1 << random.nextInt(4)))
                : Optional.<Hardware.Gpu>empty();
        var latency = new TreeMap<String, Integer>();
        for (var place : Place.values()) {
            latency.put(place.id(), latency(site, place) + random.nextInt(8));
        }
        var certificates = new ArrayList<String>();
        CERTIFICATES.stream().filter(_ -> random.nextInt(4) == 0).forEach(certificates::add);
        var source = any(random, SOURCES);
        var claims = new Claims(
                certificates,
                Optional.of(any(random, ATTESTATIONS)),
                Optional.of(new Claims.Energy(source, Optional.of(source.equals("mix") ? site.carbon() : 20))),
                Optional.of(random.nextInt(101)),
                latency,
                random.nextInt(10) == 0 ? "duration >= " + 600 * random.nextInt(1, 7) : "");
        return new ProviderProfile(
                new Region(site.region()),
                site.country(),
                random.nextInt(3) == 0
                        ? List.of(RuntimeName.WASM, new RuntimeName("container"))
                        : List.of(RuntimeName.WASM),
                new Hardware(
                        cores * 1_000L,
                        (long) cores * (2L << random.nextInt(3)) << 30,
                        (long) random.nextInt(1, 64) << 36,
                        gpu),
                claims);
    }

    private static UnitPrices prices(long millionths, SplittableRandom random) {
        return new UnitPrices(List.of(
                price(millionths),
                BigInteger.valueOf(random.nextLong(1_000_000, 50_000_000)),
                BigInteger.TEN.pow(15).multiply(BigInteger.valueOf(random.nextLong(1, 900))),
                BigInteger.TEN.pow(12).multiply(BigInteger.valueOf(random.nextLong(100))),
                BigInteger.valueOf(random.nextLong(10_000))));
    }

    /// From millionths of a dollar for a core and hour to millionths × 10^18 for a thousandth of a core and a second.
    private static BigInteger price(long millionths) {
        return BigInteger.valueOf(millionths).multiply(UnitPrices.SCALE).divide(CORE_HOUR);
    }

    /// A millisecond for 100 km there and back, over paths a half longer than the great circle.
    private static int latency(Site site, Place place) {
        double a = Math.toRadians(site.latitude());
        double b = Math.toRadians(place.latitude);
        double cosine = Math.sin(a) * Math.sin(b)
                + Math.cos(a) * Math.cos(b) * Math.cos(Math.toRadians(site.longitude() - place.longitude));
        return (int) Math.round(6_371 * Math.acos(Math.clamp(cosine, -1, 1)) * 1.5 / 100);
    }

    private static <T> T any(SplittableRandom random, List<T> values) {
        return values.get(random.nextInt(values.size()));
    }

    private static Address address(long number) {
        return new Address("0x%040x".formatted(number * 0x9E3779B97F4AL));
    }

    /// Without comments and the line of names.
    private static List<String[]> rows(String name) throws IOException {
        var stream = Objects.requireNonNull(MatchingMarket.class.getResourceAsStream("market/" + name), name);
        try (var reader = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            return reader.lines()
                    .filter(line -> !line.startsWith("#"))
                    .skip(1)
                    .map(line -> line.split(",", -1))
                    .toList();
        }
    }
}
