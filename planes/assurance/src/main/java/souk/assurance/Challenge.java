package souk.assurance;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.hash.Sha256;
import souk.core.json.Json;
import souk.core.json.JsonObject;
import souk.core.merkle.AuditSample;
import souk.core.merkle.MerkleTree;
import souk.core.value.Address;
import souk.core.value.Digest;
import souk.core.value.LeaseId;

/// An auditor's question: show these cells of this inventory. Nobody chooses the cells; they follow from the
/// epoch's randomness, which anyone can compare with the ledger's.
///
/// @param target the lease and its parties
/// @param epoch whose randomness picks the cells
/// @param inventory the root both parties signed
/// @param randomness of the epoch, fixed after the root was signed
/// @param first number of the first cell in the epoch's sample
/// @param count cells asked for
/// @param issuedAt whole seconds; shards that expired until then need not be shown
/// @param deadline whole seconds; a later answer is none
public record Challenge(
        AuditTarget target,
        long epoch,
        CoSignedRoot inventory,
        Digest randomness,
        long first,
        int count,
        Instant issuedAt,
        Instant deadline) {
    /// Most cells of one challenge: an answer of 100 has 150 KiB.
    public static final int MAX_CELLS = 100;

    /// @throws SoukException `BAD_REQUEST` if the parts do not fit together
    public Challenge {
        Objects.requireNonNull(randomness);
        require(count > 0 && count <= MAX_CELLS, "a challenge asks for 1 to " + MAX_CELLS + " cells");
        require(epoch >= 0 && first >= 0, "epoch and first cell are not negative");
        require(inventory.root().lease().equals(target.lease()), "the inventory is of another lease");
        require(inventory.root().size() > 0, "an empty inventory has no cells to ask for");
        require(inventory.root().size() % MerkleTree.CELL_BYTES == 0, "an inventory consists of whole cells");
        require(deadline.isAfter(issuedAt), "the deadline must be after the challenge");
        issuedAt = Instant.ofEpochSecond(issuedAt.getEpochSecond());
        deadline = Instant.ofEpochSecond(deadline.getEpochSecond());
    }

    public LeaseId lease() {
        return target.lease();
    }

    public Address provider() {
        return target.provider();
    }

    /// SHA-256(randomness ‖ lease ‖ epoch).
    public Digest seed() {
        return AuditSample.seed(randomness, lease(), epoch);
    }

    /// The cells asked for, in order, counted over the whole inventory.
    public List<Long> positions() {
        return sample().cells(first, first + count).boxed().toList();
    }

    /// The cell with this number in the epoch's sample.
    public long position(long number) {
        return sample().cell(number);
    }

    /// Names the challenge: SHA-256 of its canonical JSON.
    public Digest digest() {
        return Digest.of(Sha256.hash(toJson().canonical()));
    }

    public JsonObject toJson() {
        return Json.object()
                .put("target", target.toJson())
                .put("epoch", epoch)
                .put("inventory", inventory.toJson())
                .put("randomness", randomness.hex())
                .put("first", first)
                .put("count", count)
                .put("issuedAt", issuedAt.getEpochSecond())
                .put("deadline", deadline.getEpochSecond())
                .build();
    }

    /// Reads what [#toJson] wrote.
    public static Challenge from(JsonObject json) {
        return new Challenge(
                AuditTarget.from(json.object("target")),
                json.integer("epoch"),
                CoSignedRoot.from(json.object("inventory")),
                new Digest(json.text("randomness")),
                json.integer("first"),
                Math.clamp(json.integer("count"), 0, MAX_CELLS + 1),
                Instant.ofEpochSecond(json.integer("issuedAt")),
                Instant.ofEpochSecond(json.integer("deadline")));
    }

    private AuditSample sample() {
        return AuditSample.ofSeed(seed(), inventory.root().size());
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new SoukException(ErrorCode.BAD_REQUEST, what);
        }
    }
}
