package souk.gateway.work;

import java.math.BigInteger;
import java.util.Optional;
import java.util.function.Consumer;
import souk.core.json.JsonObject;
import souk.core.market.CloseReason;
import souk.core.service.ServiceTerms;
import souk.core.workload.WorkloadSpec;
import souk.sdk.compose.ComposeFile;

/// The market as a tenant's workloads need it. Every method throws [souk.core.error.SoukException].
public interface ComputeMarket {
    /// Opens a lease with the cheapest provider that fits and may be chosen.
    ///
    /// @param service levels that both parties sign, if any
    /// @param before told of the place before the ledger is asked
    Place open(
            ComposeFile.Service job,
            WorkloadSpec spec,
            Optional<ServiceTerms> service,
            Choice choice,
            Consumer<Place> before);

    /// Why nothing on offer fits, if nothing does: what [Waiting#explanation] has.
    Optional<JsonObject> whyNot(ComposeFile.Service job, WorkloadSpec spec, Optional<ServiceTerms> service);

    /// Whether the provider let the start deadline pass without a word to the ledger, or the lease never opened.
    boolean missedStart(Place place);

    /// The provider lost a job: others should not be sent there for a while.
    void failed(Place place);

    /// Hands the spec to the provider; again it does nothing.
    JsonObject start(Place place, WorkloadSpec spec);

    /// What the provider says of the job: `{status: {state, readings?, failure?, message?}, result?}`.
    JsonObject state(Place place);

    JsonObject stop(Place place);

    /// What the job wrote.
    String logs(Place place);

    /// Ends the lease for this amount, unless it has ended.
    ///
    /// @return all that the provider got
    BigInteger settle(Place place, BigInteger cumulative, CloseReason reason);

    /// What the provider's node signed of the outcome.
    ///
    /// @throws souk.core.error.SoukException `BAD_SIGNATURE` when it is not its signature, or of another lease
    JsonObject verified(Place place, JsonObject result);
}
