package souk.gateway.s3;

import java.io.ByteArrayInputStream;
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
import souk.gateway.store.InlineSeal;
import souk.gateway.store.ObjectHeaders;
import souk.gateway.store.Packer;
import souk.gateway.store.Piece;
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
    /// @param etag hexadecimal: its MD5, or under a client's key what only that tells
    /// @param checksums of the algorithms asked for
    /// @param kept the algorithm to keep with it
    /// @param sent true if the client itself sent or asked for a checksum
    /// @param durability what the acknowledgement may promise of the bytes
    record Received(
            StoredBody body,
            String etag,
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
    /// @param object what is kept with it, among that the key it is under
    /// @param further an algorithm to compute in any case
    Received receive(S3Call call, Bucket bucket, ObjectHeaders object, Optional<Algorithm> further) throws IOException {
        var announcement = BodyAnnouncement.read(call);
        if (announcement.length() > MAX_BYTES) {
            throw new S3Exception(S3Error.EntityTooLarge);
        }
        var target = target(call, bucket, object);
        Set<Algorithm> algorithms = EnumSet.of(announcement.kept());
        further.ifPresent(algorithms::add);
        try (var place = context.gate().enter(bucket.tenant(), announcement.length());
                var body = RequestBody.open(call, announcement, algorithms)) {
            return receive(target, announcement, body);
        }
    }

    /// Where a body goes.
    ///
    /// @param apart whether its key is another than the bucket's
    /// @param own the client's key, if it is to be under one
    private record Target(SegmentScope scope, Bucket bucket, boolean apart, Optional<CustomerKey> own) {
        String etag(byte[] md5) {
            return HexFormat.of().formatHex(own.map(key -> key.tag(md5)).orElse(md5));
        }
    }

    private Target target(S3Call call, Bucket bucket, ObjectHeaders object) {
        var own = CustomerKey.read(call);
        return new Target(access.scope(call, bucket, object, own), bucket, Encryption.isApart(object), own);
    }

    private Received receive(Target target, BodyAnnouncement announcement, RequestBody body) throws IOException {
        var draft = new Draft(target);
        try {
            draft.fillExactly(body, announcement.length());
            var results = body.verify();
            var sent = announcement.checksum().isPresent()
                    || announcement.trailer().isPresent()
                    || announcement.wanted().isPresent();
            return new Received(
                    draft.stored().hashed(results.span()),
                    target.etag(results.md5()),
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
    ///
    /// @param length of them at the most; memory is taken for as much
    Received store(
            S3Call call, Bucket bucket, ObjectHeaders object, InputStream plain, long length, Algorithm algorithm)
            throws IOException {
        return store(target(call, bucket, object), plain, length, algorithm);
    }

    /// Stores bytes that no client sent.
    Received store(
            SegmentScope scope,
            Bucket bucket,
            ObjectHeaders object,
            InputStream plain,
            long length,
            Algorithm algorithm)
            throws IOException {
        return store(new Target(scope, bucket, Encryption.isApart(object), Optional.empty()), plain, length, algorithm);
    }

    private Received store(Target target, InputStream plain, long length, Algorithm algorithm) throws IOException {
        var draft = new Draft(target);
        try (var place = context.gate().enter(target.bucket.tenant(), length);
                var digests = new BodyDigests(EnumSet.of(algorithm))) {
            draft.fill(new DigestingStream(plain, digests), length);
            var results = digests.finish();
            return new Received(
                    draft.stored().hashed(results.span()),
                    target.etag(results.md5()),
                    results.checksums(),
                    algorithm,
                    false,
                    draft.durability());
        } catch (IOException | RuntimeException e) {
            draft.discard();
            throw e;
        }
    }

    private static RuntimeException rethrow(Exception e) {
        return e instanceof RuntimeException known ? known : new UncheckedIOException((IOException) e);
    }

    /// The pieces of one body while it comes in.
    private final class Draft {
        private final Target target;
        private StoredBody stored = StoredBody.empty();

        Draft(Target target) {
            this.target = target;
        }

        /// What is said to be long passes through at once: it fails if it is not.
        void fillExactly(InputStream plain, long length) throws IOException {
            if (length > Packer.PACKED_BYTES) {
                segments(new PushbackInputStream(plain), length);
            } else {
                fill(plain, length);
            }
        }

        /// A small body is in memory before anything is decided; what is larger passes through in segments.
        void fill(InputStream plain, long length) throws IOException {
            var head = plain.readNBytes(Packer.PACKED_BYTES + 1);
            if (head.length > Packer.PACKED_BYTES) {
                var source = new PushbackInputStream(plain, head.length);
                source.unread(head);
                segments(source, length);
            } else if (head.length > 0) {
                small(head);
            }
        }

        private void small(byte[] body) throws IOException {
            if (body.length <= InlineSeal.MAX_BYTES && target.scope.least() == Durability.LOCAL) {
                stored = stored.with(InlineSeal.seal(target.scope.key(), body, context.random()));
            } else if (!target.apart) {
                stored = context.packer().store(target.scope, target.bucket.id(), body);
            } else {
                // Packs are rewritten under the bucket's key when most of them is dead.
                segments(new PushbackInputStream(new ByteArrayInputStream(body)), body.length);
            }
        }

        private void segments(PushbackInputStream source, long length) throws IOException {
            for (var next = source.read(); next >= 0; next = source.read()) {
                source.unread(next);
                long most = Math.clamp(length - stored.size(), 1, S3Settings.SEGMENT_BYTES);
                var segment = context.segments().write(target.scope, source, most, this::plan);
                stored = stored.with(new Piece.Stored(segment));
            }
        }

        private void plan(String segment) {
            stored = context.metadata().bodies().plan(target.bucket.id(), stored, segment);
        }

        StoredBody stored() {
            return stored;
        }

        /// Nothing less than the scope asks for was stored at providers, so that is what holds for what is there.
        Durability durability() {
            boolean everywhere = stored.durability() != Durability.LOCAL && target.scope.least() == Durability.FULL;
            return everywhere ? Durability.FULL : stored.durability();
        }

        void discard() {
            context.metadata().bodies().discard(target.bucket.id(), stored);
        }
    }
}
