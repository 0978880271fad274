package souk.sdk.net;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import souk.core.eip712.TypedData;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.json.JsonObject;
import souk.core.market.LeaseAccess;
import souk.core.market.Signed;
import souk.core.value.Address;
import souk.core.value.LeaseId;
import souk.net.Answer;
import souk.net.Body;
import souk.net.Method;
import souk.net.NodeClient;
import souk.net.Peer;
import souk.trust.AccountKey;
import souk.trust.Did;

/// Calls to a provider under a lease. The provider knows the payer by its account and us by our node's key; the
/// payer's signed leave ties the two, and is shown before the first call and whenever the provider does not know it.
public final class LeaseCalls {
    private static final Duration LEAVE = Duration.ofDays(1);
    /// What is no answer, or shows that the provider cannot serve.
    private static final Set<ErrorCode> FAULTS =
            Set.of(ErrorCode.UNAVAILABLE, ErrorCode.DEADLINE_EXCEEDED, ErrorCode.INTERNAL);

    private final NodeClient client;
    private final Providers providers;
    private final Did self;
    private final AccountKey payer;
    private final TypedData.Domain domain;
    private final InstantSource clock;
    private final CallMeter meter;
    private final Set<LeaseId> introduced = ConcurrentHashMap.newKeySet();

    /// @param self the node that `client` calls as
    /// @param meter told how each call went
    public LeaseCalls(
            NodeClient client,
            Providers providers,
            Did self,
            AccountKey payer,
            TypedData.Domain domain,
            InstantSource clock,
            CallMeter meter) {
        this.client = client;
        this.providers = providers;
        this.self = self;
        this.payer = payer;
        this.domain = domain;
        this.clock = clock;
        this.meter = meter;
    }

    /// Calls `/v1/leases/{lease}` + `path`; the caller closes the answer.
    ///
    /// @throws SoukException the provider's code, or that it cannot be reached
    public Answer call(Address provider, LeaseId lease, Method method, String path, Body body) {
        var target = "/v1/leases/" + lease + path;
        if (!introduced.contains(lease)) {
            introduce(provider, lease);
        }
        try {
            return metered(lease, providers.peer(provider), method, target, body);
        } catch (SoukException e) {
            if (!mayMeanStranger(e.code(), method)) {
                throw e;
            }
            introduce(provider, lease);
            return metered(lease, providers.peer(provider), method, target, body);
        }
    }

    /// Where a provider answers is asked before: that the ledger is away says nothing of it.
    private Answer metered(LeaseId lease, Peer peer, Method method, String target, Body body) {
        long start = System.nanoTime();
        try {
            var answer = client.call(peer, method, target, Map.of(), body);
            meter.answered(lease, Duration.ofNanos(System.nanoTime() - start));
            return answer;
        } catch (SoukException e) {
            if (FAULTS.contains(e.code())) {
                meter.silent(lease);
            } else {
                meter.answered(lease, Duration.ofNanos(System.nanoTime() - start));
            }
            throw e;
        }
    }

    /// Tells the meter of bytes that went under a lease.
    public void moved(LeaseId lease, long bytes, Duration took) {
        meter.moved(lease, bytes, took);
    }

    /// A provider that does not know us, since it started again, refuses a large body before it has read it; then the
    /// connection breaks and the refusal is lost. What is put may be put twice.
    private static boolean mayMeanStranger(ErrorCode code, Method method) {
        return code == ErrorCode.FORBIDDEN || code == ErrorCode.UNAVAILABLE && method == Method.PUT;
    }

    public JsonObject post(Address provider, LeaseId lease, String path, JsonObject body) {
        return call(provider, lease, Method.POST, path, Body.json(body)).json();
    }

    public JsonObject get(Address provider, LeaseId lease, String path) {
        return call(provider, lease, Method.GET, path, Body.empty()).json();
    }

    /// Shows a provider the payer's leave for a lease; calls under the lease do so by themselves when it is needed.
    public void introduce(Address provider, LeaseId lease) {
        var leave = new LeaseAccess(lease, self.publicKey(), clock.instant().plus(LEAVE));
        var signed = Signed.toJson(leave.toJson(), payer.sign(domain, leave));
        client.call(
                        providers.peer(provider),
                        Method.POST,
                        "/v1/leases/" + lease + "/access",
                        Map.of(),
                        Body.json(signed))
                .close();
        introduced.add(lease);
    }
}
