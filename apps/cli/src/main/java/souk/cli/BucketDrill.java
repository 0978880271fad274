package souk.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.hash.Sha256;
import souk.core.json.Json;
import souk.core.json.JsonObject;
import souk.core.value.Digest;
import souk.sdk.api.SoukApi;

/// An outage on purpose: stops providers of the local market, watches reads and repair, and starts them again whatever
/// happens.
final class BucketDrill implements AutoCloseable {
    /// Objects that are read in each step.
    private static final int OBJECTS = 20;

    private static final Pattern KEY = Pattern.compile("<Key>([^<]*)</Key>");
    private static final Duration POLL = Duration.ofSeconds(1);

    private final SoukApi api;
    private final SoukApi objects;
    private final Path stoppedFolder;
    private final String bucket;
    private final long seed;
    private final Duration timeout;
    private final List<String> stopped = new ArrayList<>();
    private final List<JsonObject> steps = new ArrayList<>();
    private final Instant begun = Instant.now();

    BucketDrill(Session session, Path folder, String bucket, long seed, int timeoutSeconds) {
        this.api = session.open();
        this.objects = SoukApi.ofObjects(session.s3(), session.credentials(), InstantSource.system());
        this.stoppedFolder = folder.resolve("run").resolve("stopped");
        this.bucket = bucket;
        this.seed = seed;
        this.timeout = Duration.ofSeconds(timeoutSeconds);
    }

    JsonObject run(Optional<Integer> count) throws InterruptedException {
        var before = health();
        requireWhole(before);
        var random = new Random(seed);
        var known = read(sample(random));
        note("before", before, known.size(), 0);
        int survives = (int) (before.integer("shards") - before.integer("shardsNeeded"));
        int most = count.orElse(survives);
        if (most < 1 || most > survives) {
            throw new SoukException(
                    ErrorCode.BAD_REQUEST,
                    "this bucket survives the loss of 1 to " + survives + " providers, not " + most);
        }
        stop(most, random);
        boolean readable = check("stopped", known);
        // Those that are away are noticed after a while; then everything that can be repaired is.
        await(health -> health.integer("shards") < before.integer("shards") || repairedSince(before, health));
        note("noticed", health(), 0, 0);
        await(health -> settled(before, health));
        readable &= check("repaired", known);
        start();
        boolean whole = await(health -> health.integer("shards") >= health.integer("shardsWanted"));
        readable &= check("restarted", known);
        return Json.object()
                .put("bucket", bucket)
                .put("seed", seed)
                .put("stopped", Json.texts(new TreeSet<>(stopped).stream().toList()))
                .put("steps", Json.array(steps))
                .put("readable", readable)
                .put("whole", whole)
                .put("passed", readable && whole)
                .build();
    }

    private static void requireWhole(JsonObject health) {
        if (health.integer("segments") == 0) {
            throw new SoukException(
                    ErrorCode.NOT_FOUND,
                    "nothing of this bucket is at providers yet: store an object of 8 KiB or more");
        }
        if (health.integer("degraded") > 0) {
            throw new SoukException(
                    ErrorCode.CONFLICT,
                    health.integer("degraded") + " segments lack shards already: see ./souk bucket health");
        }
    }

    private boolean repairedSince(JsonObject before, JsonObject health) {
        return health.object("repair").integer("repairedShards")
                > before.object("repair").integer("repairedShards");
    }

    /// Whether repair has done what it can: no segment is due, or for those that are no provider is left.
    private boolean settled(JsonObject before, JsonObject health) {
        var repair = health.object("repair");
        return repair.integer("queued") <= repair.integer("waiting")
                && Instant.parse(repair.text("at"))
                        .isAfter(Instant.parse(before.object("repair").text("at")))
                && (health.integer("degraded") == 0 || repair.integer("waiting") > 0 || !due(health));
    }

    /// Whether repair begins at so few shards; with more it waits for those that are away.
    private boolean due(JsonObject health) {
        var durability = api.get("/v1/buckets/" + bucket + "/durability");
        return health.integer("shards") < durability.integer("repairBelow");
    }

    private JsonObject health() {
        return api.get("/v1/buckets/" + bucket + "/health");
    }

    private List<String> sample(Random random) {
        var listing = new String(objects.bytes("/" + bucket + "?encoding-type=url&list-type=2&max-keys=1000"), UTF_8);
        var keys = new ArrayList<String>();
        var matcher = KEY.matcher(listing);
        while (matcher.find()) {
            keys.add(matcher.group(1));
        }
        Collections.shuffle(keys, random);
        return List.copyOf(keys.subList(0, Math.min(OBJECTS, keys.size())));
    }

    /// Digests of objects by their keys, which are encoded already.
    private Map<String, Digest> read(List<String> keys) {
        var digests = new HashMap<String, Digest>();
        for (var key : keys) {
            try {
                digests.put(key, Digest.of(Sha256.hash(objects.bytes("/" + bucket + "/" + key.replace("+", "%20")))));
            } catch (SoukException e) {
                System.err.println("· cannot read " + key + ": " + e.getMessage());
            }
        }
        return digests;
    }

    private boolean check(String step, Map<String, Digest> known) {
        var now = read(List.copyOf(known.keySet()));
        int good = (int) known.entrySet().stream()
                .filter(entry -> entry.getValue().equals(now.get(entry.getKey())))
                .count();
        note(step, health(), good, known.size() - good);
        return good == known.size();
    }

    private void note(String step, JsonObject health, int read, int failed) {
        var row = Json.object()
                .put("step", step)
                .put("second", Duration.between(begun, Instant.now()).toSeconds())
                .put("shards", health.integer("shards"))
                .put("operators", health.integer("operators"))
                .put("degraded", health.integer("degraded"))
                .put("daysToLoss", health.text("daysToLoss"))
                .put("repaired", health.object("repair").integer("repairedShards"))
                .put("read", read)
                .put("failed", failed)
                .build();
        steps.add(row);
        System.err.println("· " + step + ": " + row.integer("shards") + " shards of the worst segment, " + read
                + " objects read, " + failed + " failed");
    }

    private void stop(int count, Random random) {
        var names = new ArrayList<>(api.get("/v1/providers")
                .array("providers")
                .objects()
                .map(provider -> provider.text("name"))
                .sorted()
                .toList());
        Collections.shuffle(names, random);
        for (var name : names.subList(0, Math.min(count, names.size()))) {
            stopped.add(name);
            try {
                Files.createDirectories(stoppedFolder);
                Files.writeString(stoppedFolder.resolve(name), "");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        System.err.println("· stopped " + String.join(" ", new TreeSet<>(stopped)));
    }

    private void start() {
        for (var name : stopped) {
            try {
                Files.deleteIfExists(stoppedFolder.resolve(name));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private boolean await(Predicate<JsonObject> condition) throws InterruptedException {
        var end = Instant.now().plus(timeout);
        while (!condition.test(health())) {
            if (Instant.now().isAfter(end)) {
                return false;
            }
            Thread.sleep(POLL);
        }
        return true;
    }

    @Override
    public void close() {
        start();
        api.close();
        objects.close();
    }
}
