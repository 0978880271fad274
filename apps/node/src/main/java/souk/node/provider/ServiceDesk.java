package souk.node.provider;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.json.Json;
import souk.core.service.Indicator;
import souk.core.service.Objective;
import souk.core.service.Reading;
import souk.core.service.ServiceReading;
import souk.core.service.ServiceTerms;
import souk.core.value.Address;
import souk.core.value.LeaseId;
import souk.core.value.Signature;
import souk.economy.ServicePromises;
import souk.net.Request;
import souk.net.Response;
import souk.net.Route;
import souk.node.process.NodeContext;
import souk.trust.AccountKey;

/// A provider's side of service levels: signs what a payer measured of an epoch unless that costs it something which
/// its own meter does not show.
final class ServiceDesk {
    /// What a provider of the local market promises at the strictest: nobody else's machines are known here.
    private static final Map<Indicator, Long> STRICTEST = Map.of(
            Indicator.AVAILABILITY, 999_000L,
            Indicator.LATENCY, 50_000L,
            Indicator.THROUGHPUT, 10_000_000L,
            Indicator.DURABILITY, Reading.MILLION,
            Indicator.START_TIME, 10_000_000L);

    private final NodeContext node;
    private final LeaseGuard guard;
    private final Function<LeaseId, MarketDoor.Terms> terms;
    private final Uptime uptime;

    /// @param terms under which a lease was quoted
    ServiceDesk(NodeContext node, LeaseGuard guard, Function<LeaseId, MarketDoor.Terms> terms, Uptime uptime) {
        this.node = node;
        this.guard = guard;
        this.terms = terms;
        this.uptime = uptime;
    }

    /// @param schedule the market's own price list
    static ServicePromises promises(Address schedule) {
        return new ServicePromises(Set.of(schedule), STRICTEST);
    }

    List<Route> routes() {
        return List.of(Route.post("/v1/leases/{lease}/readings", this::reading));
    }

    private Response reading(Request request) {
        var lease = guard.require(request);
        var body = request.json();
        var asked = new ServiceReading(lease, body.integer("epoch"), Reading.parse(body.text("reading")));
        if (!AccountKey.verify(node.domain(), asked, new Signature(body.text("signature")), guard.payer(lease))) {
            throw new SoukException(ErrorCode.BAD_SIGNATURE, "the reading is not signed by the payer of this lease");
        }
        var service = terms.apply(lease)
                .service()
                .orElseThrow(() -> new SoukException(ErrorCode.NOT_FOUND, "this lease has no service levels"));
        var own = uptime.reading(asked.epoch());
        var json = Json.object().put("own", own.toString());
        if (agrees(service, own, asked.reading())) {
            json.put("signature", node.account().sign(node.domain(), asked).hex());
        }
        return Response.json(json.build());
    }

    static boolean agrees(ServiceTerms service, Reading own, Reading asked) {
        return missed(service, own).containsAll(missed(service, asked));
    }

    private static Set<Indicator> missed(ServiceTerms service, Reading reading) {
        return service.missed(reading).stream()
                .map(Objective::indicator)
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(Indicator.class)));
    }
}
