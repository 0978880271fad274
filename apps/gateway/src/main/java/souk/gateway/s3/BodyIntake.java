package souk.gateway.s3;

import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.io.UncheckedIOException;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import souk.gateway.store.Bucket;
import souk.gateway.store.Checksum;
import souk.gateway.store.Checksum.Algorithm;
import souk.gateway.store.Durability;
import souk.gateway.store.SegmentScope;
import souk.gateway.store.StoredBody;

/// Takes in a body: streams it into segments, judges it, and leaves garbage, never an object, when something is
/// wrong.
final class BodyIntake {
    /// The most one PUT may carry, as in S3.
    static final long MAX_BYTES = 5L << 30;

    private final S3Context context;
    private final BucketAccess access;

    BodyIntake(S3Context context, BucketAccess access) {
        this.context = context;
        this.access = access;
    }

    /// A body that is durable and as announced.
    ///
    /// @param md5 hexadecimal
    /// @param checksums of the algorithms asked for
    /// @param kept the algorithm to keep with it
    /// @param sent true if the client itself sent or asked for a checksum
    /// @param durability of the segment that is kept worst
    record Received(
            StoredBody body,
            String md5,
            Map<Algorithm, byte[]> checksums,
            Algorithm kept,
            boolean sent,
            Durability durability) {
        Checksum checksum(Algorithm algorithm) {
            var value = checksums.get(algorithm);
            if (value == null) {
                throw new IllegalStateException("checksum was not computed: " + algorithm);
            }
            return new Checksum(algorithm, Checksum.Type.FULL_OBJECT, ChecksumHeaders.base64(value));
        }

        Checksum checksum() {
            return checksum(kept);
        }
    }

    /// Receives the request's body.
    ///
    /// @param further an algorithm to compute in any case
    Received receive(S3Call call, Bucket bucket, Optional<Algorithm> further) throws IOException {
        var announcement = BodyAnnouncement.read(call);
        if (announcement.length() > MAX_BYTES) {
            throw new S3Exception(S3Error.EntityTooLarge);
        }
        var scope = access.scope(call, bucket);
        Set<Algorithm> algorithms = EnumSet.of(announcement.kept());
        further.ifPresent(algorithms::add);
        try (var place = context.gate().enter();
                var body = RequestBody.open(call, announcement, algorithms)) {
            return receive(bucket, scope, announcement, body);
        }
    }

    private Received receive(Bucket bucket, SegmentScope scope, BodyAnnouncement announcement, RequestBody body)
            throws IOException {
        var draft = new Draft(bucket);
        try {
            draft.fill(scope, body);
            var results = body.verify();
            var sent = announcement.checksum().isPresent()
                    || announcement.trailer().isPresent()
                    || announcement.wanted().isPresent();
            return new Received(
                    draft.stored(),
                    hex(results.md5()),
                    results.checksums(),
                    announcement.kept(),
                    sent,
                    draft.durability());
        } catch (IOException | RuntimeException e) {
            draft.discard();
            throw body.fault().map(BodyFault::toS3).orElseThrow(() -> rethrow(e));
        }
    }

    /// Stores bytes that come from another object.
    Received store(SegmentScope scope, Bucket bucket, InputStream plain, Algorithm algorithm) throws IOException {
        var draft = new Draft(bucket);
        try (var place = context.gate().enter();
                var digests = new BodyDigests(EnumSet.of(algorithm))) {
            draft.fill(scope, new DigestingStream(plain, digests));
            var results = digests.finish();
            return new Received(
                    draft.stored(), hex(results.md5()), results.checksums(), algorithm, false, draft.durability());
        } catch (IOException | RuntimeException e) {
            draft.discard();
            throw e;
        }
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    private static RuntimeException rethrow(Exception e) {
        return e instanceof RuntimeException known ? known : new UncheckedIOException((IOException) e);
    }

    /// The segments of one body while it comes in.
    private final class Draft {
        private final Bucket bucket;
        private StoredBody stored = StoredBody.empty();
        private Optional<Durability> durability = Optional.empty();

        Draft(Bucket bucket) {
            this.bucket = bucket;
        }

        void fill(SegmentScope scope, InputStream plain) throws IOException {
            var source = new PushbackInputStream(plain);
            for (var next = source.read(); next >= 0; next = source.read()) {
                source.unread(next);
                // The last segment is recorded together with the object, those before it now: a crash would
                // otherwise
                // leave them to nobody.
                if (stored.size() > 0) {
                    stored = context.metadata().bodies().record(bucket.id(), stored);
                }
                var segment = context.segments().write(scope, source, S3Settings.SEGMENT_BYTES);
                var kept = context.segments().acknowledged(segment);
                durability = Optional.of(
                        durability.map(least -> Durability.lesser(least, kept)).orElse(kept));
                stored = stored.with(segment);
            }
        }

        StoredBody stored() {
            return stored;
        }

        /// Without any bytes there is only the object's name, which is here.
        Durability durability() {
            return durability.orElse(Durability.LOCAL);
        }

        void discard() {
            context.metadata().bodies().discard(bucket.id(), stored);
        }
    }
}
