package souk.gateway.market;

import java.math.BigInteger;
import java.time.Duration;
import souk.core.eip712.TypedData;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.market.CloseConsent;
import souk.core.market.CloseReason;
import souk.core.market.Signed;
import souk.core.value.Digest;
import souk.core.value.Signature;
import souk.ledger.Finality;
import souk.ledger.LedgerCommand;
import souk.trust.AccountKey;

/// Ends leases: at once with the provider's consent, by notice without.
public final class Closings {
    private static final Duration LEDGER_PATIENCE = Duration.ofSeconds(20);
    private static final System.Logger LOG = System.getLogger(Closings.class.getName());

    private final LeaseIndex index;
    private final TypedData.Domain domain;

    public Closings(LeaseIndex index, TypedData.Domain domain) {
        this.index = index;
        this.domain = domain;
    }

    /// Ends a lease for a final amount. Ending one that is settled does nothing.
    ///
    /// @param cumulative all that the provider is to get
    /// @return the lease as it is then: settled, or ending by notice where the provider did not consent
    /// @throws SoukException as the ledger
    public Lease close(Tenant tenant, Lease lease, BigInteger cumulative, CloseReason reason) {
        if (lease.settled()) {
            return lease;
        }
        try {
            var consent = new CloseConsent(lease.id(), cumulative, reason);
            var theirs = consent(tenant, lease, consent);
            tenant.ledger()
                    .submit(new LedgerCommand.CloseCooperative(new Signed<>(consent, theirs)), Finality.INCLUDED);
        } catch (SoukException e) {
            if (index.find(lease.id()).filter(Lease::settled).isEmpty()) {
                giveNotice(tenant, lease, e);
                return index.find(lease.id()).orElse(lease);
            }
        }
        return index.awaitSettled(lease.id(), LEDGER_PATIENCE).orElse(lease);
    }

    private Signature consent(Tenant tenant, Lease lease, CloseConsent consent) {
        var mine = Signed.toJson(consent.toJson(), tenant.account().sign(domain, consent));
        var answer = tenant.calls().post(lease.provider(), lease.id(), "/close", mine);
        var theirs = new Signature(answer.text("signature"));
        if (!AccountKey.verify(domain, consent, theirs, lease.provider())) {
            throw new SoukException(ErrorCode.BAD_SIGNATURE, lease.provider() + " did not sign its consent");
        }
        return theirs;
    }

    private void giveNotice(Tenant tenant, Lease lease, SoukException why) {
        LOG.log(
                System.Logger.Level.WARNING,
                "lease.notice lease={0} provider={1} code={2} reason={3}",
                lease.id(),
                lease.provider(),
                why.code(),
                why.getMessage());
        if (!lease.noticed()) {
            tenant.ledger()
                    .submit(
                            new LedgerCommand.RequestClose(lease.id(), CloseReason.CONSUMER_CLOSED, Digest.ZERO),
                            Finality.INCLUDED);
        }
    }
}
