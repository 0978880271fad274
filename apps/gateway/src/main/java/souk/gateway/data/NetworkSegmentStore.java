package souk.gateway.data;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import souk.core.error.SoukException;
import souk.core.placement.Profile;
import souk.core.seal.SealKey;
import souk.core.value.Digest;
import souk.gateway.store.BodyHealth;
import souk.gateway.store.SegmentRef;
import souk.gateway.store.SegmentScope;
import souk.gateway.store.SegmentStore;
import souk.gateway.store.StorageCost;
import souk.gateway.store.TenantId;
import souk.net.Trace;
import souk.sdk.storage.PackSlice;
import souk.sdk.storage.Sealed;
import souk.sdk.storage.SegmentKeys;
import souk.sdk.storage.SegmentManifest;
import souk.sdk.storage.SegmentReader;
import souk.sdk.storage.SegmentRules;
import souk.sdk.storage.SegmentStream;
import souk.sdk.storage.SegmentWriter;
import souk.sdk.storage.ShardBook;

/// Segments on the market, for every tenant under its own leases.
public final class NetworkSegmentStore implements SegmentStore {
    private final Map<TenantId, Way> tenants;
    private final ShardBook book;
    private final Function<SegmentScope, SegmentRules> rules;
    private final Function<List<Digest>, Optional<BodyHealth>> health;
    private final Function<List<SegmentRef>, StorageCost> cost;
    private final SecureRandom random;

    /// How segments of one tenant come and go.
    ///
    /// @param ready opens what leases are missing for a profile; returns at once when there are enough
    public record Way(Consumer<Profile> ready, SegmentWriter writer, SegmentReader reader) {}

    /// @param rules how segments of a scope are to be kept
    /// @param health of segments by their names
    /// @param cost of segments where they are
    public NetworkSegmentStore(
            Map<TenantId, Way> tenants,
            ShardBook book,
            Function<SegmentScope, SegmentRules> rules,
            Function<List<Digest>, Optional<BodyHealth>> health,
            Function<List<SegmentRef>, StorageCost> cost,
            SecureRandom random) {
        this.tenants = Map.copyOf(tenants);
        this.book = book;
        this.rules = rules;
        this.health = health;
        this.cost = cost;
        this.random = random;
    }

    @Override
    public SegmentRef write(SegmentScope scope, InputStream plaintext, long maxBytes, Plan plan) throws IOException {
        var way = way(scope);
        var manifest = stored(scope, () -> {
            var wanted = rules.apply(scope);
            way.ready().accept(wanted.profile());
            return way.writer().write(wanted, keys(scope), plaintext, maxBytes, plan::note);
        });
        return reference(manifest.orElseThrow(() -> new IOException("a segment without bytes")));
    }

    @Override
    public Packed pack(SegmentScope scope, List<byte[]> bodies, Plan plan) throws IOException {
        var way = way(scope);
        var pack = stored(scope, () -> {
            var wanted = rules.apply(scope);
            way.ready().accept(wanted.profile());
            return way.writer().pack(wanted, keys(scope), bodies, plan::note);
        });
        var manifest = pack.segment().encode();
        return new Packed(
                manifest,
                pack.slices().stream()
                        .map(slice -> new SegmentRef(manifest, slice.encode(), slice.length()))
                        .toList());
    }

    @Override
    public InputStream read(SegmentScope scope, List<SegmentRef> segments, long from, long toExclusive) {
        var sealed = segments.stream().map(NetworkSegmentStore::sealed).toList();
        var stream = new SegmentStream(way(scope).reader(), keys(scope), sealed, from, toExclusive);
        return new Traced(stream, scope);
    }

    @Override
    public void delete(SegmentScope scope, List<String> manifests) {
        book.release(ids(manifests));
    }

    /// Has providers sign that they keep these segments at least that long.
    public void retain(List<String> manifests, Instant until) {
        book.retain(ids(manifests), until);
    }

    private static Set<Digest> ids(List<String> manifests) {
        return manifests.stream().map(SegmentManifest::idOf).collect(Collectors.toSet());
    }

    @Override
    public Optional<BodyHealth> health(List<SegmentRef> segments) {
        return health.apply(segments.stream()
                .map(SegmentRef::manifest)
                .map(SegmentManifest::idOf)
                .distinct()
                .toList());
    }

    @Override
    public StorageCost cost(List<SegmentRef> segments) {
        return cost.apply(segments);
    }

    private static Sealed sealed(SegmentRef segment) {
        var manifest = SegmentManifest.decode(segment.manifest());
        return segment.slice().isEmpty()
                ? Sealed.whole(manifest)
                : Sealed.slice(manifest, PackSlice.decode(segment.slice()));
    }

    private Way way(SegmentScope scope) {
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

    private static <T> T stored(SegmentScope scope, Step<T> step) throws IOException {
        try {
            return traced(scope, step);
        } catch (SoukException e) {
            throw new IOException(e.getMessage(), e);
        }
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
}
