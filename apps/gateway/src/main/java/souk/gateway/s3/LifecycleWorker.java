package souk.gateway.s3;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import souk.gateway.store.Bucket;
import souk.gateway.store.Expiries.Expiry;
import souk.gateway.store.Listings;
import souk.gateway.store.Metadata;
import souk.gateway.store.ObjectVersion;
import souk.gateway.store.Upload;

/// Carries out the lifecycle rules: walks through every bucket that has some, a bounded step at a time, round after
/// round. Where it stands is not kept: after a restart a round begins anew.
public final class LifecycleWorker {
    /// Versions or uploads looked at in one step.
    static final int BATCH = 1_000;

    /// A day, as long as nobody tests.
    public static final Duration DAY = Duration.ofDays(1);

    private static final int ROUNDS_A_DAY = 24;
    private static final int ID_BYTES = 16;
    private static final System.Logger LOG = System.getLogger(LifecycleWorker.class.getName());

    private final Metadata metadata;
    private final Duration day;
    private final InstantSource clock;
    private final SecureRandom random;
    private Position position = new Position.Pause(Instant.MIN);

    /// @param day how long a day of the rules is; what clients are told of expiries means days of 24 hours
    public LifecycleWorker(Metadata metadata, Duration day, InstantSource clock, SecureRandom random) {
        this.metadata = metadata;
        this.day = day;
        this.clock = clock;
        this.random = random;
    }

    /// Where the walk stands.
    private sealed interface Position {
        /// Between two rounds.
        record Pause(Instant until) implements Position {}

        /// About to look for the next bucket.
        record Between(long lastBucket) implements Position {}

        /// Among the versions of a bucket.
        record Versions(long bucket, Standing last) implements Position {}

        /// Among its uploads.
        record Uploads(long bucket, String key, String id) implements Position {}
    }

    /// A version among those of its key.
    ///
    /// @param newer the next newer version of the key; empty for the latest
    /// @param noncurrents how many of the newer ones are not the latest
    private record Standing(Optional<ObjectVersion> version, Optional<ObjectVersion> newer, int noncurrents) {
        static final Standing START = new Standing(Optional.empty(), Optional.empty(), 0);

        Standing next(ObjectVersion following) {
            var sameKey = version.filter(each -> each.key().equals(following.key()));
            var older = sameKey.filter(each -> !each.latest()).isPresent();
            return new Standing(
                    Optional.of(following), sameKey, sameKey.isEmpty() ? 0 : older ? noncurrents + 1 : noncurrents);
        }
    }

    /// Takes one step; returns whether there is more to do at once. Call it every second or so from one thread.
    public boolean step() {
        position = switch (position) {
            case Position.Pause(var until) -> clock.instant().isBefore(until) ? position : new Position.Between(0);
            case Position.Between(var last) -> begin(last);
            case Position.Versions versions -> versions(versions);
            case Position.Uploads uploads -> uploads(uploads);
        };
        return !(position instanceof Position.Pause);
    }

    private Position begin(long lastBucket) {
        return metadata.buckets().withLifecycle(lastBucket, 1).stream()
                .<Position>map(bucket -> new Position.Versions(bucket.id(), Standing.START))
                .findFirst()
                .orElseGet(() -> new Position.Pause(clock.instant().plus(day.dividedBy(ROUNDS_A_DAY))));
    }

    /// The bucket as it is now: its rules may have changed since the last step, or it may be gone.
    private Optional<Bucket> bucket(long id) {
        return metadata.buckets().withLifecycle(id - 1, 1).stream()
                .filter(bucket -> bucket.id() == id)
                .findFirst();
    }

    private Position versions(Position.Versions at) {
        var bucket = bucket(at.bucket());
        if (bucket.isEmpty()) {
            return new Position.Between(at.bucket());
        }
        var rules = LifecycleDocument.rules(bucket.get().lifecycle().orElseThrow());
        var now = clock.instant();
        var last = at.last();
        var page = metadata.listings().versionsAfter(at.bucket(), last.version(), BATCH);
        var expiries = new ArrayList<Expiry>();
        for (var entry : page.entries()) {
            if (entry instanceof Listings.Entry.Item(var version)) {
                last = last.next(version);
                judge(rules, version, last, now).ifPresent(expiries::add);
            }
        }
        carryOut(bucket.get(), expiries, now);
        return page.truncated() ? new Position.Versions(at.bucket(), last) : new Position.Uploads(at.bucket(), "", "");
    }

    private void carryOut(Bucket bucket, List<Expiry> expiries, Instant now) {
        if (expiries.isEmpty()) {
            return;
        }
        var done = metadata.expiries().carryOut(bucket.id(), expiries, now);
        LOG.log(System.Logger.Level.INFO, "s3.lifecycle bucket={0} expired={1}", bucket.name(), done);
    }

    private Optional<Expiry> judge(List<LifecycleRule> rules, ObjectVersion version, Standing standing, Instant now) {
        if (!version.latest()) {
            var since = standing.newer().map(ObjectVersion::modified).orElse(version.modified());
            return rules.stream().anyMatch(rule -> rule.ends(version, since, standing.noncurrents(), now, day))
                    ? Optional.of(new Expiry.Noncurrent(version))
                    : Optional.empty();
        }
        var due = rules.stream()
                .flatMap(rule -> rule.expiry(version, day).stream())
                .anyMatch(date -> !date.isAfter(now));
        if (version.marker()) {
            var asked = rules.stream()
                    .anyMatch(rule -> rule.loneMarkers() && rule.filter().covers(version));
            return due || asked ? Optional.of(new Expiry.LoneMarker(version)) : Optional.empty();
        }
        return due ? Optional.of(new Expiry.Current(version, newId())) : Optional.empty();
    }

    private Position uploads(Position.Uploads at) {
        var bucket = bucket(at.bucket());
        if (bucket.isEmpty()) {
            return new Position.Between(at.bucket());
        }
        var rules = LifecycleDocument.rules(bucket.get().lifecycle().orElseThrow());
        var now = clock.instant();
        var page = metadata.uploads().list(at.bucket(), "", at.key(), at.id(), BATCH);
        page.stream()
                .filter(upload -> rules.stream().anyMatch(rule -> aborts(rule, upload, now)))
                .forEach(upload -> metadata.uploads().abort(upload, now));
        return page.size() < BATCH
                ? new Position.Between(at.bucket())
                : new Position.Uploads(
                        at.bucket(),
                        page.getLast().key().value(),
                        page.getLast().id());
    }

    private boolean aborts(LifecycleRule rule, Upload upload, Instant now) {
        return rule.aborts(upload.key().value(), upload.created(), now, day);
    }

    private String newId() {
        var bytes = new byte[ID_BYTES];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
