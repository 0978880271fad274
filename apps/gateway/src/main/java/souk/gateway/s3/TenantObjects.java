package souk.gateway.s3;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.gateway.store.Bucket;
import souk.gateway.store.BucketName;
import souk.gateway.store.Checksum.Algorithm;
import souk.gateway.store.Durability;
import souk.gateway.store.KeyWrap;
import souk.gateway.store.Listings;
import souk.gateway.store.Metadata;
import souk.gateway.store.NewObject;
import souk.gateway.store.ObjectHeaders;
import souk.gateway.store.ObjectKey;
import souk.gateway.store.ObjectLock;
import souk.gateway.store.Ownership;
import souk.gateway.store.PutResult;
import souk.gateway.store.SegmentScope;
import souk.gateway.store.SegmentStore;
import souk.gateway.store.Tags;
import souk.gateway.store.TenantId;
import souk.gateway.store.WriteCondition;

/// Objects for other parts of the gateway: through the same code as the S3 door, without a request.
public final class TenantObjects {
    private static final int PAGE = 1_000;

    private final S3Context context;
    private final BodyIntake intake;
    private final ObjectReads reads;

    /// @param settings bounds how many bodies go through here at once, apart from those of the door
    public TenantObjects(
            S3Settings settings,
            Metadata metadata,
            SegmentStore segments,
            KeyWrap keys,
            InstantSource clock,
            SecureRandom random) {
        this.context = S3Context.of(settings, Accounts.of(List.of()), metadata, segments, keys, clock, random);
        var access = new BucketAccess(context);
        this.intake = new BodyIntake(context, access);
        this.reads = new ObjectReads(context, access);
    }

    /// One object of a listing.
    public record Listed(String key, long size) {}

    /// An object's bytes; the caller closes the stream.
    public record Content(long size, InputStream bytes) {}

    /// The objects whose keys begin with the prefix, in the order of keys.
    ///
    /// @param limit of them
    /// @throws SoukException `NOT_FOUND` for a bucket that is not the tenant's, `TOO_LARGE` when there
    ///     are more
    public List<Listed> list(TenantId tenant, String bucket, String prefix, int limit) {
        var home = bucket(tenant, bucket);
        var found = new ArrayList<Listed>();
        var after = "";
        while (true) {
            var query = new Listings.Query(prefix, "", after, Optional.empty(), PAGE);
            var page = context.metadata().listings().objects(home.id(), query);
            for (var entry : page.entries()) {
                if (entry instanceof Listings.Entry.Item(var version)) {
                    found.add(new Listed(version.key().value(), version.size()));
                }
            }
            if (found.size() > limit) {
                throw new SoukException(
                        ErrorCode.TOO_LARGE, bucket + "/" + prefix + " holds more than " + limit + " objects");
            }
            if (!page.truncated()) {
                return List.copyOf(found);
            }
            after = page.entries().getLast().name();
        }
    }

    /// Whether the bucket is there and the tenant's.
    ///
    /// @throws SoukException `NOT_FOUND` when not
    public void require(TenantId tenant, String bucket) {
        bucket(tenant, bucket);
    }

    /// Opens an object.
    ///
    /// @param traceparent of the request that causes it
    /// @throws SoukException `NOT_FOUND`, `UNAVAILABLE`
    public Content open(TenantId tenant, String bucket, String key, String traceparent) {
        var home = bucket(tenant, bucket);
        try {
            var object = reads.find(home, new ObjectKey(key), Optional.empty());
            if (CustomerKey.isUsedBy(object.headers())) {
                throw new SoukException(
                        ErrorCode.BAD_REQUEST,
                        bucket + "/" + key + " is under a key that only its client has (SSE-C): copy it without one");
            }
            if (object.size() == 0) {
                return new Content(0, InputStream.nullInputStream());
            }
            var bytes = reads.open(scope(home, object.headers(), traceparent), object, ByteRange.whole(object.size()));
            return new Content(object.size(), bytes);
        } catch (S3Exception e) {
            throw new SoukException(ErrorCode.NOT_FOUND, "there is no object " + bucket + "/" + key, e);
        } catch (IOException e) {
            throw new SoukException(ErrorCode.UNAVAILABLE, "cannot read " + bucket + "/" + key, e);
        }
    }

    /// Stores an object as PutObject does.
    ///
    /// @throws SoukException `NOT_FOUND`, `UNAVAILABLE`
    public void put(TenantId tenant, String bucket, String key, InputStream body, String traceparent) {
        var home = bucket(tenant, bucket);
        try {
            var headers = new ObjectHeaders(DefaultEncryption.of(context, home)
                    .flatMap(DefaultEncryption::key)
                    .map(NamedKey::headers)
                    .orElse(Map.of()));
            var received = intake.store(
                    scope(home, headers, traceparent), home, headers, body, BodyIntake.MAX_BYTES, Algorithm.CRC64NVME);
            var object = new NewObject(
                    new ObjectKey(key),
                    context.newId(),
                    received.body(),
                    received.etag(),
                    headers,
                    received.checksum(),
                    ObjectLock.NONE,
                    Ownership.privateTo(tenant),
                    Tags.none(),
                    context.now());
            switch (context.metadata().objects().put(home.id(), object, new WriteCondition.Always())) {
                case PutResult.Stored _ -> {}
                case PutResult.ConditionFailed _, PutResult.NoBucket _ ->
                    throw new SoukException(ErrorCode.NOT_FOUND, "bucket " + bucket + " went away");
            }
        } catch (S3Exception e) {
            throw new SoukException(ErrorCode.OVERLOADED, e.text(), e);
        } catch (IOException | UncheckedIOException e) {
            throw new SoukException(ErrorCode.UNAVAILABLE, "cannot store " + bucket + "/" + key, e);
        }
    }

    private Bucket bucket(TenantId tenant, String name) {
        context.metadata().refresh();
        return BucketName.parse(name)
                .flatMap(context.metadata().buckets()::find)
                .filter(bucket -> bucket.tenant().equals(tenant))
                .orElseThrow(() -> new SoukException(ErrorCode.NOT_FOUND, "you have no bucket " + name));
    }

    private SegmentScope scope(Bucket bucket, ObjectHeaders object, String traceparent) {
        return new SegmentScope(
                bucket.tenant(),
                Encryption.key(context.keys().unwrap(bucket.tenant(), bucket.wrappedKey()), object, Optional.empty()),
                traceparent,
                bucket.id(),
                Durability.LOCAL);
    }
}
