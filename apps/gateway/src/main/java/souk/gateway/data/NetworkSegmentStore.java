package souk.gateway.data;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import souk.core.error.SoukException;
import souk.core.placement.Profile;
import souk.core.seal.SealKey;
import souk.core.value.Digest;
import souk.gateway.market.BucketRules;
import souk.gateway.market.BucketRulesBook;
import souk.gateway.market.StoragePolicy;
import souk.gateway.store.BodyHealth;
import souk.gateway.store.Durability;
import souk.gateway.store.SegmentRef;
import souk.gateway.store.SegmentScope;
import souk.gateway.store.SegmentStore;
import souk.gateway.store.TenantId;
import souk.net.Trace;
import souk.sdk.storage.SegmentKeys;
import souk.sdk.storage.SegmentManifest;
import souk.sdk.storage.SegmentRules;
import souk.sdk.storage.SegmentRules.Acknowledged;
import souk.sdk.storage.SegmentStream;
import souk.sdk.storage.ShardBook;

/// Segments on the market, for every tenant under its own leases.
public final class NetworkSegmentStore implements SegmentStore {
    /// Bodies up to this are taken in before memory for their shards is asked for: a small object then needs a small
    /// share of it.
    private static final int SMALL = 256 * 1024;

    private final Map<TenantId, TenantStorage> tenants;
    private final ShardBook book;
    private final StoragePolicy policy;
    private final BucketRulesBook rules;
    private final Function<List<Digest>, Optional<BodyHealth>> health;
    private final SecureRandom random;

    /// @param health of segments by their names
    public NetworkSegmentStore(
            Map<TenantId, TenantStorage> tenants,
            ShardBook book,
            StoragePolicy policy,
            BucketRulesBook rules,
            Function<List<Digest>, Optional<BodyHealth>> health,
            SecureRandom random) {
        this.tenants = Map.copyOf(tenants);
        this.book = book;
        this.policy = policy;
        this.rules = rules;
        this.health = health;
        this.random = random;
    }

    @Override
    public SegmentRef write(SegmentScope scope, InputStream plaintext, long maxBytes) throws IOException {
        var storage = storage(scope);
        var wanted = wanted(scope);
        var head = plaintext.readNBytes((int) Math.min(SMALL, maxBytes));
        boolean whole = head.length < SMALL;
        InputStream source = whole
                ? new ByteArrayInputStream(head)
                : new SequenceInputStream(new ByteArrayInputStream(head), new Unclosed(plaintext));
        try {
            var manifest = traced(scope, () -> {
                storage.leases().ensure(wanted.profile());
                return storage.writer().write(wanted, keys(scope), source, whole ? Math.max(1, head.length) : maxBytes);
            });
            return reference(manifest.orElseThrow(() -> new IOException("a segment without bytes")));
        } catch (SoukException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    @Override
    public InputStream read(SegmentScope scope, List<SegmentRef> segments, long from, long toExclusive) {
        var manifests = segments.stream()
                .map(SegmentRef::manifest)
                .map(SegmentManifest::decode)
                .toList();
        var stream = new SegmentStream(storage(scope).reader(), keys(scope), manifests, from, toExclusive);
        return new Traced(stream, scope);
    }

    @Override
    public void delete(SegmentScope scope, List<SegmentRef> segments) {
        book.release(segments.stream()
                .map(SegmentRef::manifest)
                .map(SegmentManifest::decode)
                .map(SegmentManifest::id)
                .collect(Collectors.toSet()));
    }

    @Override
    public Durability acknowledged(SegmentRef segment) {
        var manifest = SegmentManifest.decode(segment.manifest());
        var profile = Profile.coded(manifest.k(), manifest.n());
        return profile.filter(it -> Acknowledged.of(it, manifest.shards().size()) == Acknowledged.FULL)
                .map(_ -> Durability.FULL)
                .orElse(Durability.QUORUM);
    }

    @Override
    public Optional<BodyHealth> health(List<SegmentRef> segments) {
        return health.apply(segments.stream()
                .map(SegmentRef::manifest)
                .map(SegmentManifest::decode)
                .map(SegmentManifest::id)
                .toList());
    }

    private SegmentRules wanted(SegmentScope scope) {
        var bucket = rules.find(scope.bucket()).orElse(BucketRules.NONE);
        var least = scope.least() == Durability.FULL ? Acknowledged.FULL : Acknowledged.QUORUM;
        return new SegmentRules(bucket.admitted(policy), policy.fates(bucket.countries()), least);
    }

    private TenantStorage storage(SegmentScope scope) {
        return Optional.ofNullable(tenants.get(scope.tenant()))
                .orElseThrow(() -> new IllegalArgumentException("no tenant " + scope.tenant()));
    }

    private SegmentKeys keys(SegmentScope scope) {
        return new SegmentKeys(SealKey.of(scope.key().bytes()), random);
    }

    private static SegmentRef reference(SegmentManifest manifest) {
        return new SegmentRef(manifest.encode(), manifest.length());
    }

    @FunctionalInterface
    private interface Step<T> {
        T run() throws IOException;
    }

    /// Everything that the request causes at providers is logged there under its trace.
    private static <T> T traced(SegmentScope scope, Step<T> step) throws IOException {
        var trace = Trace.parse(scope.traceparent());
        return trace.isPresent() ? trace.get().<T, IOException>call(step::run) : step.run();
    }

    /// Reads ahead within the trace of the request.
    private static final class Traced extends FilterInputStream {
        private final SegmentScope scope;

        Traced(InputStream in, SegmentScope scope) {
            super(in);
            this.scope = scope;
        }

        @Override
        public int read() throws IOException {
            return traced(scope, in::read);
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            return traced(scope, () -> in.read(target, offset, length));
        }
    }

    /// The body is the caller's to close.
    private static final class Unclosed extends FilterInputStream {
        Unclosed(InputStream in) {
            super(in);
        }

        @Override
        public void close() {}
    }
}
