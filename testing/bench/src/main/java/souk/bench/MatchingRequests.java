package souk.bench;

import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import souk.core.market.Order;
import souk.core.value.Region;
import souk.economy.Constraints;

/// What the bench orders, in CEL and in SQL.
///
/// @param sql what `where` says, over the columns of [MatchingPeer]
record MatchingRequests(Order order, Constraints constraints, String sql) {
    /// So many different texts of a kind: a book keeps as many compiled.
    static final int EACH = 200;

    /// How much of the market would do.
    enum Kind {
        /// Some part of the world, processors as people ask for: every tenth offer or so.
        BROAD,
        /// A GPU of a model, near a place, certified: one in some thousands.
        SELECTIVE,
        /// That, in one region, attested, with clean power: one in some hundred thousands, if any.
        NEEDLE,
        /// At a fifth of the market's price: nobody, and the order is told why.
        REFUSED;

        String id() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static List<MatchingRequests> of(Kind kind, MatchingMarket market) {
        var random = market.random(-1L - kind.ordinal());
        return IntStream.range(0, EACH)
                .mapToObj(i -> request(kind, market, random, i))
                .toList();
    }

    private static MatchingRequests request(Kind kind, MatchingMarket market, SplittableRandom random, int number) {
        var wanted = market.request(random);
        var cpu = Math.min(wanted.cpu(), 64_000);
        var place = MatchingMarket.Place.values()[random.nextInt(MatchingMarket.Place.values().length)].id();
        var near = "latency[\"%s\"] <= %d".formatted(place, random.nextInt(40, 160));
        var nearSql = near.replace("latency[\"" + place + "\"]", "latency_" + place);
        var model = market.model(random);
        var certificate = market.certificate(random);
        var gpu = "hardware.gpu.model == \"%s\" && hardware.gpu.count >= %d".formatted(model, 1 << random.nextInt(3));
        var gpuSql = gpu.replace("hardware.gpu.model ==", "gpu_model =")
                .replace("hardware.gpu.count", "gpu_count")
                .replace("&&", "AND")
                .replace('"', '\'');
        var site = market.site(random);
        var certified = "\"%s\" in certificates".formatted(certificate);
        var certifiedSql = "has_" + certificate.replace('-', '_') + " = 1";
        return switch (kind) {
            case BROAD ->
                made(
                        market,
                        cpu,
                        1_000_000,
                        "",
                        near + " && hardware.memory >= " + wanted.memory(),
                        nearSql + " AND memory >= " + wanted.memory(),
                        number);
            case SELECTIVE ->
                made(
                        market,
                        cpu,
                        1_000_000,
                        "",
                        String.join(" && ", gpu, near, certified),
                        String.join(" AND ", gpuSql, nearSql, certifiedSql),
                        number);
            case NEEDLE ->
                made(
                        market,
                        cpu,
                        1_000_000,
                        site.region(),
                        String.join(" && ", gpu, certified, "attestation == \"tdx\"", "energy.carbon <= 50"),
                        String.join(" AND ", gpuSql, certifiedSql, "attestation = 'tdx'", "carbon <= 50"),
                        number);
            case REFUSED ->
                made(
                        market,
                        cpu,
                        6_000,
                        site.region(),
                        String.join(" && ", gpu, near),
                        String.join(" AND ", gpuSql, nearSql),
                        number);
        };
    }

    private static MatchingRequests made(
            MatchingMarket market, long cpu, long millionths, String region, String where, String sql, int number) {
        var constraints = new Constraints(
                region.isEmpty() ? List.of() : List.of(new Region(region)),
                List.of(),
                Constraints.ANY_PRICE,
                List.of(),
                where);
        return new MatchingRequests(
                market.order(cpu, millionths, constraints, number),
                constraints,
                region.isEmpty() ? sql : "region = '" + region + "' AND " + sql);
    }
}
