package souk.sdk.storage;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import souk.core.eip712.TypedData;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.json.Json;
import souk.core.json.JsonObject;
import souk.core.market.InventoryRoot;
import souk.core.market.Signed;
import souk.core.merkle.InventoryEntry;
import souk.core.merkle.SumTree;
import souk.core.value.Digest;
import souk.core.value.Signature;
import souk.net.Body;
import souk.net.Method;
import souk.sdk.net.LeaseCalls;
import souk.trust.AccountKey;

/// At the end of an epoch agrees with a provider on what it keeps: both sign the same inventory root.
public final class InventoryKeeper {
    /// Some 200,000 shards; what providers take at once is bounded alike.
    private static final int MAX_INVENTORY = 32 << 20;

    private final ShardBook book;
    private final Placements placements;
    private final OwnedShards transport;
    private final LeaseCalls calls;
    private final AccountKey payer;
    private final TypedData.Domain domain;
    private final long recovered;

    /// @param recovered epoch in which the books were restored from a copy that may have been older than
    ///     what providers signed; 0 if they never were
    public InventoryKeeper(
            ShardBook book,
            Placements placements,
            OwnedShards transport,
            LeaseCalls calls,
            AccountKey payer,
            TypedData.Domain domain,
            long recovered) {
        this.book = book;
        this.placements = placements;
        this.transport = transport;
        this.calls = calls;
        this.payer = payer;
        this.domain = domain;
        this.recovered = recovered;
    }

    /// Signs the root for `epoch` and gets the provider's signature. Called again for the same epoch it
    /// does nothing.
    ///
    /// A shard that the provider no longer has is left out of the root, so that nobody pays for it; readers
    /// do without it until repair.
    ///
    /// An empty inventory is signed too: so the provider hears from its payer in every epoch.
    ///
    /// @return the root that stands now
    /// @throws SoukException the provider's code, or that it cannot be reached; the last root then stands
    public ShardBook.CoSigned agree(StorageLease lease, long epoch) {
        try {
            return advance(lease, epoch);
        } catch (SoukException e) {
            if (e.code() != ErrorCode.STALE_ROOT || !mayBeBehind(lease)) {
                throw e;
            }
            catchUp(lease);
            return advance(lease, epoch);
        }
    }

    /// Once for each lease, after a recovery: later the provider's word would make us drop what it wants
    /// dropped.
    private boolean mayBeBehind(StorageLease lease) {
        return book.last(lease.lease())
                        .map(last -> last.payer().message().epoch())
                        .orElse(0L)
                < recovered;
    }

    /// Takes the root that we signed last, according to our own signature.
    private void catchUp(StorageLease lease) {
        var answer = Json.parseObject(
                calls.call(lease.provider(), lease.lease(), Method.GET, "/inventory/entries", Body.empty())
                        .bytes(MAX_INVENTORY));
        var root = InventoryRoot.from(answer.object("root"));
        var entries =
                answer.array("entries").objects().map(InventoryKeeper::entry).toList();
        var signed = new ShardBook.CoSigned(
                new Signed<>(root, new Signature(answer.text("payer"))), new Signature(answer.text("provider")));
        if (!root.lease().equals(lease.lease())
                || !AccountKey.verify(domain, root, signed.payer().signature(), payer.address())
                || !AccountKey.verify(domain, root, signed.provider(), lease.provider())
                || !SumTree.of(entries).root().equals(root.root())) {
            throw new SoukException(
                    ErrorCode.BAD_SIGNATURE, lease.provider() + " showed an inventory that was not co-signed");
        }
        book.adopt(signed, entries);
    }

    private static InventoryEntry entry(JsonObject json) {
        return new InventoryEntry(new Digest(json.text("root")), json.integer("size"), json.integer("expiry"));
    }

    private ShardBook.CoSigned advance(StorageLease lease, long epoch) {
        resume(lease);
        var last = book.last(lease.lease());
        if (last.isPresent() && last.get().payer().message().epoch() >= epoch) {
            return last.get();
        }
        return send(lease, propose(lease, epoch, last));
    }

    /// What a crash left between the provider's signature and our note of it.
    private void resume(StorageLease lease) {
        var open = book.proposal(lease.lease());
        if (open.isPresent()) {
            try {
                send(lease, open.get());
            } catch (SoukException e) {
                // It went another way meanwhile; the next proposal tells.
                if (e.code() != ErrorCode.STALE_ROOT) {
                    throw e;
                }
            }
        }
    }

    private ShardBook.Proposal propose(StorageLease lease, long epoch, Optional<ShardBook.CoSigned> last) {
        var committed = book.committed(lease.lease());
        var added = new ArrayList<>(book.wanted(lease.lease()));
        added.removeAll(new HashSet<>(committed));
        var lost = transport.missing(
                lease, added.stream().map(InventoryEntry::root).toList());
        placements.lost(lease.lease(), lost);
        var wanted = book.wanted(lease.lease());
        boolean changes = !wanted.equals(committed);
        var tree = SumTree.of(wanted);
        long revision = last.map(it -> it.payer().message().revision()).orElse(0L) + (changes ? 1 : 0);
        var root = new InventoryRoot(lease.lease(), epoch, tree.root(), tree.total(), revision);
        var proposal = new ShardBook.Proposal(new Signed<>(root, payer.sign(domain, root)), wanted);
        book.propose(proposal.root(), wanted);
        return proposal;
    }

    private ShardBook.CoSigned send(StorageLease lease, ShardBook.Proposal proposal) {
        var change = Change.between(book.committed(lease.lease()), proposal.entries());
        var answer = calls.post(lease.provider(), lease.lease(), "/inventory", request(proposal.root(), change));
        var signature = new Signature(answer.text("signature"));
        if (!AccountKey.verify(domain, proposal.root().message(), signature, lease.provider())) {
            throw new SoukException(ErrorCode.BAD_SIGNATURE, lease.provider() + " did not sign the inventory root");
        }
        book.commit(lease.lease(), signature);
        return new ShardBook.CoSigned(proposal.root(), signature);
    }

    /// What leads a provider from one inventory to the next.
    ///
    /// @param added also those that were there with another expiry: adding them again renews it
    record Change(List<InventoryEntry> added, List<Digest> removed) {
        static Change between(List<InventoryEntry> committed, List<InventoryEntry> wanted) {
            var added = new ArrayList<>(wanted);
            added.removeAll(new HashSet<>(committed));
            var kept = wanted.stream().map(InventoryEntry::root).collect(Collectors.toSet());
            var removed = committed.stream()
                    .map(InventoryEntry::root)
                    .filter(root -> !kept.contains(root))
                    .toList();
            return new Change(added, removed);
        }
    }

    private static JsonObject request(Signed<InventoryRoot> root, Change change) {
        return Json.object()
                .put("root", Signed.toJson(root.message().toJson(), root.signature()))
                .put("add", entries(change.added()))
                .put(
                        "remove",
                        Json.texts(change.removed().stream().map(Digest::hex).toList()))
                .build();
    }

    private static Json entries(List<InventoryEntry> entries) {
        return Json.array(entries.stream()
                .map(entry -> Json.object()
                        .put("root", entry.root().hex())
                        .put("size", entry.size())
                        .put("expiry", entry.expiry())
                        .build())
                .toList());
    }
}
