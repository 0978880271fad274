package souk.gateway.pay;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import souk.availability.PublicRecord;
import souk.availability.RecordKind;
import souk.availability.RecordPublisher;
import souk.core.error.SoukException;
import souk.core.json.Json;
import souk.core.json.JsonObject;
import souk.gateway.market.LeaseIndex;
import souk.gateway.market.LeaseTerms;
import souk.gateway.market.TermsBook;
import souk.sdk.records.CustodyCommittee;
import souk.sdk.storage.ShardBook;

/// What the gateway tells the public: the terms of its leases, and the inventory roots of each epoch.
public final class Publications {
    /// A lease's terms take some 3 KiB; a record has at most 1 MiB.
    private static final int TERMS_A_RECORD = 100;
    /// A co-signed root takes some 600 bytes.
    private static final int ROOTS_A_RECORD = 1_000;

    private static final System.Logger LOG = System.getLogger(Publications.class.getName());

    private final RecordPublisher publisher;
    private final CustodyCommittee committee;
    private final TermsBook terms;
    private final LeaseIndex index;
    private final String issuer;
    private final InstantSource clock;
    private final RecordLog log;
    private List<String> lastRoots = List.of();

    /// @param issuer DID of the gateway
    public Publications(
            RecordPublisher publisher,
            CustodyCommittee committee,
            TermsBook terms,
            LeaseIndex index,
            RecordLog log,
            String issuer,
            InstantSource clock) {
        this.publisher = publisher;
        this.committee = committee;
        this.terms = terms;
        this.index = index;
        this.log = log;
        this.issuer = issuer;
        this.clock = clock;
    }

    /// Publishes the terms of leases that the ledger knows and the public does not.
    void leaseTerms() {
        var found = terms.unpublished(TERMS_A_RECORD);
        var opened = found.stream()
                .filter(each -> index.find(each.lease()).isPresent())
                .toList();
        if (!opened.isEmpty()) {
            publish(
                    RecordKind.LEASE_TERMS,
                    Json.object()
                            .put(
                                    "leases",
                                    Json.array(opened.stream()
                                            .map(LeaseTerms::publicJson)
                                            .toList()))
                            .build());
        }
        var done = new ArrayList<>(opened);
        // Those whose quotes have run out were never opened and never will be.
        found.stream()
                .filter(each -> each.quote().reservedUntil().plusSeconds(60).isBefore(clock.instant()))
                .filter(each -> !opened.contains(each))
                .forEach(done::add);
        terms.published(done);
    }

    /// Publishes the roots that were co-signed for an epoch, unless they are those of the last one.
    void inventoryRoots(long epoch, List<ShardBook.CoSigned> roots) {
        var now = roots.stream()
                .map(root -> root.payer().message())
                .map(root -> root.lease() + " " + root.root())
                .toList();
        if (roots.isEmpty() || now.equals(lastRoots)) {
            return;
        }
        for (int from = 0; from < roots.size(); from += ROOTS_A_RECORD) {
            var some = roots.subList(from, Math.min(roots.size(), from + ROOTS_A_RECORD));
            publish(
                    RecordKind.INVENTORY_ROOTS,
                    Json.object()
                            .put("epoch", epoch)
                            .put(
                                    "roots",
                                    Json.array(some.stream()
                                            .map(Publications::json)
                                            .toList()))
                            .build());
        }
        lastRoots = now;
    }

    /// Brings records into custody that are not yet, and anchors those that are.
    void anchor() {
        publisher.retry(committee.current());
        publisher.anchorBatch();
    }

    private void publish(RecordKind kind, JsonObject body) {
        var cid = publisher.publish(new PublicRecord(kind, clock.instant(), issuer, body), committee.current());
        log.published(cid, kind.label(), clock.instant());
        LOG.log(System.Logger.Level.INFO, "record.published kind={0} cid={1}", kind.label(), cid);
    }

    private static JsonObject json(ShardBook.CoSigned root) {
        return Json.object()
                .put("root", root.payer().message().toJson())
                .put("payer", root.payer().signature().hex())
                .put("provider", root.provider().hex())
                .build();
    }

    /// What went wrong is tried again in the next epoch.
    static void attempt(String what, Runnable step) {
        try {
            step.run();
        } catch (SoukException e) {
            LOG.log(System.Logger.Level.WARNING, "{0}.failed code={1} reason={2}", what, e.code(), e.getMessage());
        }
    }
}
