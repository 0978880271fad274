package souk.gateway.s3;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import souk.core.merkle.RangeProof;
import souk.core.merkle.RangeProver;
import souk.core.merkle.Span;
import souk.gateway.store.ObjectVersion;
import souk.gateway.store.SegmentScope;

/// Proofs that the bytes of an answer are those of the object with a root.
final class Proofs {
    /// What a read asks with `1`, and what its answer carries in base64.
    static final String PROOF = "x-souk-proof";
    /// The root of an object, wherever it is described.
    static final String ROOT = "x-souk-root";
    /// Read beside a range at the most: the chunks its ends are in.
    static final long BESIDE_BYTES = 2L * Span.CHUNK_BYTES;

    private final S3Context context;
    private final ObjectReads reads;

    Proofs(S3Context context, ObjectReads reads) {
        this.context = context;
        this.reads = reads;
    }

    /// @throws S3Exception `InvalidArgument` for a value other than `1`
    static boolean asked(S3Call call) {
        var value = call.header(PROOF);
        if (value.isPresent() && !value.get().strip().equals("1")) {
            throw new S3Exception(S3Error.InvalidArgument, PROOF + " must be 1");
        }
        return value.isPresent();
    }

    static Map<String, String> root(ObjectVersion object) {
        return object.root().map(root -> Map.of(ROOT, root.hex())).orElse(Map.of());
    }

    /// A range whose proof is made.
    record Proven(String header, Bytes bytes) {}

    /// The bytes of a range, opened once.
    interface Bytes {
        InputStream open() throws IOException;
    }

    /// Makes the proof of a range; what had to be read for it is not read again for the answer.
    ///
    /// @throws S3Exception `InvalidRequest` when there can be none
    Proven prove(SegmentScope scope, ObjectVersion object, ByteRange range) throws IOException {
        if (object.root().isEmpty()) {
            throw new S3Exception(
                    S3Error.InvalidRequest,
                    "This object was written before roots were kept, so nothing proves it; a copy of it has a root.");
        }
        var spans = context.metadata().spans().of(object);
        if (spans.isEmpty() && object.size() > 0) {
            // Replaced while this request was under way.
            throw new S3Exception(S3Error.ConditionalRequestConflict);
        }
        var source = new Chunks(scope, object);
        var prover = new RangeProver(spans, source);
        try {
            var proof = prover.prove(range.from(), range.toExclusive());
            var header = Base64.getEncoder().encodeToString(proof.encode());
            return new Proven(header, () -> source.open(range));
        } catch (IllegalArgumentException e) {
            throw new S3Exception(
                    S3Error.InvalidRequest,
                    "The range touches more than " + RangeProof.MAX_SPANS + " parts: ask for a shorter one.");
        }
    }

    /// The chunks that were read for a proof.
    private final class Chunks implements RangeProver.Source {
        private final SegmentScope scope;
        private final ObjectVersion object;
        private final TreeMap<Long, byte[]> read = new TreeMap<>();

        Chunks(SegmentScope scope, ObjectVersion object) {
            this.scope = scope;
            this.object = object;
        }

        @Override
        public byte[] chunks(int span) {
            return context.metadata()
                    .spans()
                    .chunks(object, span)
                    .orElseThrow(() -> new S3Exception(S3Error.ConditionalRequestConflict));
        }

        @Override
        public byte[] plain(long from, long toExclusive) throws IOException {
            var known = read.get(from);
            if (known != null) {
                return known;
            }
            try (var bytes = reads.open(scope, object, new ByteRange(from, toExclusive))) {
                var chunk = bytes.readAllBytes();
                if (chunk.length != toExclusive - from) {
                    throw new IOException("the object ended at " + (from + chunk.length));
                }
                read.put(from, chunk);
                return chunk;
            }
        }

        /// At most one stretch lies between the chunks, so at most one stream is open.
        InputStream open(ByteRange range) throws IOException {
            List<InputStream> streams = new ArrayList<>();
            long at = range.from();
            for (var chunk : read.entrySet()) {
                long start = Math.max(at, chunk.getKey());
                long end = Math.min(range.toExclusive(), chunk.getKey() + chunk.getValue().length);
                if (start < end) {
                    openGap(streams, at, start);
                    int offset = (int) (start - chunk.getKey());
                    streams.add(new ByteArrayInputStream(chunk.getValue(), offset, (int) (end - start)));
                    at = end;
                }
            }
            openGap(streams, at, range.toExclusive());
            return new SequenceInputStream(Collections.enumeration(streams));
        }

        private void openGap(List<InputStream> streams, long from, long toExclusive) throws IOException {
            if (from < toExclusive) {
                streams.add(reads.open(scope, object, new ByteRange(from, toExclusive)));
            }
        }
    }
}
