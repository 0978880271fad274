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
import souk.trust.AccountKey;
import souk.trust.Did;

/// Calls to a provider under a lease. The provider knows the payer by its account and us by our node's key; the
/// payer's signed leave ties the two, and is shown before the first call and whenever the provider does not know it.
public final class LeaseCalls {
    private static final Duration LEAVE = Duration.ofDays(1);

    private final NodeClient client;
    private final Providers providers;
    private final Did self;
    private final AccountKey payer;
    private final TypedData.Domain domain;
    private final InstantSource clock;
    private final Set<LeaseId> introduced = ConcurrentHashMap.newKeySet();

    /// @param self the node that `client` calls as
    public LeaseCalls(
            NodeClient client,
            Providers providers,
            Did self,
            AccountKey payer,
            TypedData.Domain domain,
            InstantSource clock) {
        this.client = client;
        this.providers = providers;
        this.self = self;
        this.payer = payer;
        this.domain = domain;
        this.clock = clock;
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
            return client.call(providers.peer(provider), method, target, Map.of(), body);
        } catch (SoukException e) {
            if (!mayMeanStranger(e.code(), method)) {
                throw e;
            }
            introduce(provider, lease);
            return client.call(providers.peer(provider), method, target, Map.of(), body);
        }
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
