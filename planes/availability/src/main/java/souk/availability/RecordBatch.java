package souk.availability;

import java.util.Collections;
import java.util.List;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.json.Json;
import souk.core.json.JsonObject;
import souk.core.merkle.MerkleTree;
import souk.core.record.Cid;
import souk.core.value.Digest;

/// Records that are anchored together: the ledger keeps only the root of the RFC 6962 tree over their digests.
///
/// @param cids sorted, distinct, 1 to [#MAX_RECORDS]
public record RecordBatch(List<Cid> cids) {
    /// Bounds the memory of one batch.
    public static final int MAX_RECORDS = 10_000;

    public RecordBatch {
        cids = cids.stream().sorted().distinct().toList();
        if (cids.isEmpty() || cids.size() > MAX_RECORDS) {
            throw new SoukException(ErrorCode.BAD_REQUEST, "a batch has 1 to " + MAX_RECORDS + " records");
        }
    }

    /// What is anchored.
    public Digest root() {
        return tree().root();
    }

    /// The path from a record to the root.
    ///
    /// @throws SoukException `NOT_FOUND` when it is not in this batch
    public List<Digest> path(Cid cid) {
        return tree().inclusionPath(indexOf(cid));
    }

    /// The record's place in the batch.
    ///
    /// @throws SoukException `NOT_FOUND` when it is not in this batch
    public int indexOf(Cid cid) {
        int index = Collections.binarySearch(cids, cid);
        if (index < 0) {
            throw new SoukException(ErrorCode.NOT_FOUND, "not in this batch: " + cid);
        }
        return index;
    }

    /// Whether a record stands at `index` in a batch of `size` records under `root`.
    public static boolean contains(Digest root, Cid cid, int index, int size, List<Digest> path) {
        return MerkleTree.verifyInclusion(root, MerkleTree.leafHash(cid.digest().bytes()), index, size, path);
    }

    public JsonObject toJson() {
        return Json.object()
                .put("cids", Json.texts(cids.stream().map(Cid::text).toList()))
                .build();
    }

    /// Reads what [#toJson] wrote.
    public static RecordBatch from(JsonObject json) {
        return new RecordBatch(json.array("cids").texts().stream().map(Cid::new).toList());
    }

    private MerkleTree tree() {
        return MerkleTree.of(cids.stream().map(cid -> cid.digest().bytes()).toList());
    }
}
