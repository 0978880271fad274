package souk.node.market;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.json.Json;
import souk.core.json.JsonObject;
import souk.core.value.Region;
import souk.ledger.BasePrice;

/// Who takes part in a local market and on which ports; fixed when it is first started.
///
/// @param basePort the first of the ports it takes, see the accessors
/// @param providers how many, 5 to 64
/// @param epochSeconds length of a storage epoch
/// @param separate whether each provider is a process of its own
/// @param gateways how many serve the same buckets; any start may change it
/// @param relays how many list offers and match, 1 or 2
/// @param storage how the gateways store
public record MarketPlan(
        int basePort,
        int providers,
        int epochSeconds,
        boolean separate,
        int gateways,
        int relays,
        StoragePlan storage) {
    static final int DEFAULT_PORT = 7400;
    static final int DEFAULT_PROVIDERS = 24;
    static final int DEFAULT_EPOCH_SECONDS = 60;
    /// The smallest profile codes over five providers.
    static final int MIN_PROVIDERS = 5;
    static final int MAX_PROVIDERS = 64;
    /// Their ports lie before the providers'.
    static final int MAX_GATEWAYS = 5;
    /// The port of the second is the last before the providers'.
    static final int MAX_RELAYS = 2;

    private static final int SECOND_RELAY = 15;
    /// The first ports of the second gateway and those after it.
    private static final int MORE_GATEWAYS = 7;
    /// Ports a market takes from its base on: the fixed ones, then a port and an admin port a provider.
    static final int PORTS = 16 + 2 * MAX_PROVIDERS;

    private static final List<String> REGIONS =
            List.of("eu-west-1", "us-east-1", "eu-central-1", "us-west-2", "ap-southeast-1", "sa-east-1");

    public MarketPlan {
        if (providers < MIN_PROVIDERS || providers > MAX_PROVIDERS) {
            throw new SoukException(
                    ErrorCode.BAD_REQUEST, "--providers must be from " + MIN_PROVIDERS + " to " + MAX_PROVIDERS);
        }
        if (gateways < 1 || gateways > MAX_GATEWAYS) {
            throw new SoukException(ErrorCode.BAD_REQUEST, "--gateways must be from 1 to " + MAX_GATEWAYS);
        }
        if (relays < 1 || relays > MAX_RELAYS) {
            throw new SoukException(ErrorCode.BAD_REQUEST, "--relays must be from 1 to " + MAX_RELAYS);
        }
        if (basePort < 1024 || basePort + PORTS > 65_535) {
            throw new SoukException(ErrorCode.BAD_REQUEST, "--port must be from 1024 to " + (65_535 - PORTS));
        }
        if (epochSeconds < 5 || epochSeconds > 86_400) {
            throw new SoukException(ErrorCode.BAD_REQUEST, "--epoch must be from 5 to 86400 seconds");
        }
    }

    public int chainPort() {
        return basePort;
    }

    public int s3Port() {
        return basePort + 1;
    }

    public int apiPort() {
        return basePort + 2;
    }

    /// @param gateway from 1
    public int s3Port(int gateway) {
        return gateway == 1 ? s3Port() : basePort + MORE_GATEWAYS + 2 * (gateway - 2);
    }

    public int apiPort(int gateway) {
        return s3Port(gateway) + 1;
    }

    static String gatewayName(int gateway) {
        return gateway == 1 ? "gateway" : "gateway-" + gateway;
    }

    MarketPlan at(int port) {
        return new MarketPlan(port, providers, epochSeconds, separate, gateways, relays, storage);
    }

    MarketPlan withGateways(int count) {
        return new MarketPlan(basePort, providers, epochSeconds, separate, count, relays, storage);
    }

    /// Health and metrics of the process that hosts the shared nodes.
    public int adminPort() {
        return basePort + 3;
    }

    /// A node of the market.
    ///
    /// @param port for other nodes, mutual TLS
    /// @param adminPort health and metrics on loopback, when the node is a process of its own
    public record Member(String name, Role role, Region region, int port, int adminPort) {}

    /// What a node does.
    public enum Role {
        RELAY,
        AUDITOR,
        PROVIDER
    }

    List<Member> relayNodes() {
        var first = new Member("relay", Role.RELAY, region(0), basePort + 4, adminPort());
        return relays == 1
                ? List.of(first)
                : List.of(first, new Member("relay-2", Role.RELAY, region(1), basePort + SECOND_RELAY, adminPort()));
    }

    public List<Member> auditors() {
        return List.of(
                new Member("auditor-1", Role.AUDITOR, region(0), basePort + 5, adminPort()),
                new Member("auditor-2", Role.AUDITOR, region(1), basePort + 6, adminPort()));
    }

    public List<Member> providerNodes() {
        return IntStream.range(0, providers)
                .mapToObj(i -> new Member(
                        "p%02d".formatted(i + 1),
                        Role.PROVIDER,
                        region(i),
                        basePort + 16 + i,
                        separate ? basePort + 16 + MAX_PROVIDERS + i : adminPort()))
                .toList();
    }

    public List<Member> members() {
        var all = new ArrayList<Member>();
        all.addAll(relayNodes());
        all.addAll(auditors());
        all.addAll(providerNodes());
        return List.copyOf(all);
    }

    /// The names of those that share a process even where each provider has its own.
    String sharedNodes() {
        return Stream.concat(relayNodes().stream(), auditors().stream())
                .map(Member::name)
                .collect(Collectors.joining(","));
    }

    /// The ports that must be free before it starts.
    List<Integer> ports() {
        var all = new ArrayList<>(List.of(chainPort(), adminPort()));
        for (var gateway = 1; gateway <= gateways; gateway++) {
            all.add(s3Port(gateway));
            all.add(apiPort(gateway));
        }
        for (var member : members()) {
            all.add(member.port());
            all.add(member.adminPort());
        }
        return all.stream().distinct().toList();
    }

    JsonObject toJson() {
        return Json.object()
                .put("basePort", basePort)
                .put("providers", providers)
                .put("epochSeconds", epochSeconds)
                .put("separate", separate)
                .put("gateways", gateways)
                .put("relays", relays)
                .put("storage", storage.toJson())
                .build();
    }

    public static MarketPlan from(JsonObject json) {
        return new MarketPlan(
                (int) json.integer("basePort"),
                (int) json.integer("providers"),
                (int) json.integer("epochSeconds"),
                json.flag("separate"),
                json.has("gateways") ? (int) json.integer("gateways") : 1,
                json.has("relays") ? (int) json.integer("relays") : 1,
                json.has("storage")
                        ? StoragePlan.from(json.object("storage"))
                        : StoragePlan.local((int) json.integer("epochSeconds")));
    }

    /// The base prices that are listed from the start.
    List<BasePrice> basePrices() {
        return BaseTariff.listed(REGIONS.stream().map(Region::new));
    }

    private static Region region(int index) {
        return new Region(REGIONS.get(index % REGIONS.size()));
    }
}
