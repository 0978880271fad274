package souk.gateway.s3;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import souk.gateway.store.BodyHealth;
import souk.gateway.store.BodyReader;
import souk.gateway.store.Bucket;
import souk.gateway.store.Checksum;
import souk.gateway.store.Durability;
import souk.gateway.store.ObjectKey;
import souk.gateway.store.ObjectVersion;
import souk.gateway.store.Objects;
import souk.gateway.store.Piece;
import souk.gateway.store.SegmentScope;
import souk.gateway.store.Versioning;
import souk.net.admission.Admission;

/// GetObject and HeadObject, and the reading side of copies.
final class ObjectReads {
    private static final List<String> OVERRIDES = List.of(
            "content-type", "content-language", "expires", "cache-control", "content-disposition", "content-encoding");
    private static final int MAX_PART = 10_000;
    /// HEAD has to be quick: it looks at 64 segments at most, and says how many those were.
    static final long HEALTH_BYTES = 64L * S3Settings.SEGMENT_BYTES;

    private final S3Context context;
    private final BucketAccess access;
    private final Proofs proofs;
    private final CostHeaders costs;

    ObjectReads(S3Context context, BucketAccess access) {
        this.context = context;
        this.access = access;
        this.proofs = new Proofs(context, this);
        this.costs = new CostHeaders(context);
    }

    Reply get(S3Call call) throws IOException {
        var bucket = access.require(call);
        var answer = answer(call, bucket);
        if (answer.notModified()) {
            return new Reply(304, answer.headers(), new Reply.Empty());
        }
        var range = answer.range();
        var asksProof = Proofs.asked(call);
        if (range.length() == 0 && !asksProof) {
            return new Reply(answer.status(), answer.headers(), new Reply.Stream(InputStream.nullInputStream(), 0));
        }
        var place = context.gate().enter(bucket.tenant(), range.length() + (asksProof ? Proofs.BESIDE_BYTES : 0));
        try {
            var scope = access.scope(call, bucket, answer.object().headers(), CustomerKey.read(call));
            var headers = answer.headers();
            InputStream bytes;
            if (asksProof) {
                var proven = proofs.prove(scope, answer.object(), range);
                headers.put(Proofs.PROOF, proven.header());
                bytes = proven.bytes().open();
            } else {
                bytes = open(scope, answer.object(), range);
            }
            return new Reply(answer.status(), headers, new Reply.Stream(new Held(bytes, place), range.length()));
        } catch (IOException | RuntimeException e) {
            place.close();
            throw e;
        }
    }

    Reply head(S3Call call) {
        var answer = answer(call, access.require(call));
        if (answer.notModified()) {
            return new Reply(304, answer.headers(), new Reply.Empty());
        }
        return new Reply(
                        answer.status(),
                        answer.headers(),
                        new Reply.Length(answer.range().length()))
                .with(health(answer.object()));
    }

    private Map<String, String> health(ObjectVersion object) {
        return switch (kept(object)) {
            case Kept.Here() -> Map.of(BucketAccess.DURABILITY, Durability.LOCAL.text());
            case Kept.AtProviders(var health) -> HealthHeaders.of(health);
            case Kept.Unknown() -> Map.of();
        };
    }

    /// Where an object's bytes are.
    sealed interface Kept {
        /// In the metadata.
        record Here() implements Kept {}

        record AtProviders(BodyHealth health) implements Kept {}

        /// There are none, or nobody looked yet.
        record Unknown() implements Kept {}
    }

    /// How well an object is kept; of a very large one its first segments.
    Kept kept(ObjectVersion object) {
        long looked = Math.min(object.size(), HEALTH_BYTES);
        var pieces = context.metadata().bodies().slice(object.body(), 0, looked).pieces();
        if (pieces.stream().anyMatch(Piece.Inline.class::isInstance)) {
            return new Kept.Here();
        }
        var segments = pieces.stream()
                .filter(Piece.Stored.class::isInstance)
                .map(piece -> ((Piece.Stored) piece).segment())
                .toList();
        var health = segments.isEmpty()
                ? Optional.<BodyHealth>empty()
                : context.segments().health(segments);
        return health.<Kept>map(Kept.AtProviders::new).orElseGet(Kept.Unknown::new);
    }

    /// The version asked for.
    ///
    /// @throws S3Exception `NoSuchKey`, `NoSuchVersion`, or `MethodNotAllowed` for a marker asked for by its id
    ObjectVersion find(Bucket bucket, ObjectKey key, Optional<String> version) {
        var objects = context.metadata().objects();
        if (version.isPresent()) {
            var found = objects.version(bucket.id(), key, version.get())
                    .orElseThrow(() -> new S3Exception(S3Error.NoSuchVersion));
            if (found.marker()) {
                throw marker(S3Error.MethodNotAllowed, found);
            }
            return found;
        }
        var latest = objects.latest(bucket.id(), key).orElseThrow(() -> new S3Exception(S3Error.NoSuchKey));
        if (latest.marker()) {
            throw marker(S3Error.NoSuchKey, latest);
        }
        return latest;
    }

    /// Opens a range that is not empty.
    InputStream open(SegmentScope scope, ObjectVersion object, ByteRange range) throws IOException {
        var slice = context.metadata().bodies().slice(object.body(), range.from(), range.toExclusive());
        return new BodyReader(context.segments())
                .open(scope, slice.pieces(), range.from() - slice.start(), range.toExclusive() - slice.start());
    }

    private static S3Exception marker(S3Error error, ObjectVersion marker) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("x-amz-delete-marker", "true");
        headers.put("x-amz-version-id", marker.version());
        if (error == S3Error.MethodNotAllowed) {
            headers.put("Allow", "DELETE");
            headers.put("Last-Modified", HttpDates.format(marker.modified()));
        }
        return new S3Exception(error, error.text(), Map.of(), headers);
    }

    /// All of an answer but the bytes.
    private record Answer(
            ObjectVersion object, boolean notModified, int status, ByteRange range, Map<String, String> headers) {}

    private Answer answer(S3Call call, Bucket bucket) {
        Encryption.requireRead(call);
        var object = find(bucket, call.key(), call.parameter("versionId"));
        CustomerKey.requireFor(CustomerKey.read(call), object.headers());
        var headers = validators(bucket, object);
        if (Conditions.notModified(call, object)) {
            return new Answer(object, true, 304, ByteRange.whole(0), headers);
        }
        headers.putAll(Proofs.root(object));
        headers.putAll(costs.of(call, object));
        headers.put("Accept-Ranges", "bytes");
        headers.putAll(Encryption.of(object.headers()));
        if (!object.tags().isEmpty()) {
            headers.put(
                    "x-amz-tagging-count",
                    Integer.toString(object.tags().values().size()));
        }
        object.headers().values().forEach(headers::put);
        headers.putAll(LockHeaders.of(object.lock()));
        headers.putAll(LifecycleOperations.expiration(bucket, object));
        overrides(call, headers);
        var part = part(call, object);
        part.ifPresent(_ -> headers.put("x-amz-mp-parts-count", Integer.toString(Math.max(1, object.parts()))));
        var wantsChecksum = call.header("x-amz-checksum-mode")
                .filter("ENABLED"::equalsIgnoreCase)
                .isPresent();
        if (wantsChecksum && part.isPresent()) {
            ObjectAttributes.checksum(object, part.get()).ifPresent(sum -> headers.putAll(ChecksumHeaders.of(sum)));
        }
        var range = part.map(each -> new ByteRange(each.start(), each.start() + each.size()))
                .or(() -> call.header("range").flatMap(header -> ByteRange.parse(header, object.size())));
        if (range.isPresent() && object.size() > 0) {
            headers.put("Content-Range", range.get().contentRange(object.size()));
            return new Answer(object, false, 206, range.get(), headers);
        }
        if (wantsChecksum && part.isEmpty()) {
            object.checksum().ifPresent(checksum -> headers.putAll(ChecksumHeaders.of(checksum)));
        }
        return new Answer(object, false, 200, ByteRange.whole(object.size()), headers);
    }

    /// Adds the version's id where versions are kept.
    static Reply versioned(Reply reply, Bucket bucket, ObjectVersion object) {
        return bucket.versioning() == Versioning.OFF ? reply : reply.with("x-amz-version-id", object.version());
    }

    private static Map<String, String> validators(Bucket bucket, ObjectVersion object) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("ETag", "\"" + object.etag() + "\"");
        headers.put("Last-Modified", HttpDates.format(object.modified()));
        if (bucket.versioning() != Versioning.OFF) {
            headers.put("x-amz-version-id", object.version());
        }
        return headers;
    }

    private Optional<Objects.Part> part(S3Call call, ObjectVersion object) {
        var number = call.number("partNumber", 1, MAX_PART);
        if (number.isEmpty()) {
            return Optional.empty();
        }
        if (call.header("range").isPresent()) {
            throw new S3Exception(S3Error.InvalidRequest, "Cannot specify both Range header and partNumber");
        }
        if (object.parts() == 0 && number.getAsInt() == 1) {
            return Optional.of(
                    new Objects.Part(1, 0, object.size(), object.checksum().map(Checksum::value)));
        }
        return Optional.of(context.metadata()
                .objects()
                .part(object, number.getAsInt())
                .orElseThrow(() -> new S3Exception(S3Error.InvalidPartNumber)));
    }

    private static void overrides(S3Call call, Map<String, String> headers) {
        for (var name : OVERRIDES) {
            call.parameter("response-" + name).ifPresent(value -> {
                if (value.indexOf('\r') >= 0 || value.indexOf('\n') >= 0) {
                    throw new S3Exception(S3Error.InvalidArgument);
                }
                headers.put(name, value);
            });
        }
    }

    /// Gives the place at the gate back when the bytes are sent.
    private static final class Held extends FilterInputStream {
        private final Admission.Place place;

        Held(InputStream bytes, Admission.Place place) {
            super(bytes);
            this.place = place;
        }

        @Override
        public void close() throws IOException {
            try {
                super.close();
            } finally {
                place.close();
            }
        }
    }
}
