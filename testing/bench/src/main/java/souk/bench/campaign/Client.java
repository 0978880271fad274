package souk.bench.campaign;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.regex.Pattern;
import souk.bench.history.Call;
import souk.bench.history.KeySet;
import souk.bench.history.Register;

/// One client: what it does follows from its seed, what it was told goes into the histories.
final class Client {
    /// Small enough for many calls a key, so that they meet; a listing of them is one page.
    static final int KEYS = 5;

    private static final int PART = 5 << 20;
    private static final List<Integer> SIZES = List.of(60, 60, 3_000, 5_000, 70_000, 300_000, 1_500_000);
    private static final Pattern ENTRY = Pattern.compile("<Key>([^<]*)</Key>.*?<ETag>(?:&quot;|\")([^<&\"]*)");

    private final int number;
    private final Random random;
    private final Door door;
    private final Shared shared;
    private final Map<String, String> known = new HashMap<>();

    /// What all clients use.
    ///
    /// @param bucket path of the bucket
    /// @param etags of every value that anybody may have written
    /// @param values numbers of the values
    record Shared(String bucket, Histories histories, Map<String, String> etags, AtomicLong values) {
        static Shared of(String bucket) {
            return new Shared(bucket, new Histories(), new ConcurrentHashMap<>(), new AtomicLong());
        }
    }

    Client(int number, long seed, Door door, Shared shared) {
        this.number = number;
        this.random = new Random(seed * 31 + number);
        this.door = door;
        this.shared = shared;
    }

    /// Does one thing below the prefix.
    ///
    /// @return false if the door is not there or did not answer, so that the client should wait
    boolean act(String prefix) throws InterruptedException {
        var key = prefix + "k" + random.nextInt(KEYS);
        int dice = random.nextInt(100);
        if (dice < 36) {
            return read(prefix, key);
        } else if (dice < 60) {
            return write(prefix, key);
        } else if (dice < 70) {
            return delete(prefix, key);
        } else if (dice < 79) {
            return create(prefix, key);
        } else if (dice < 87) {
            return replace(prefix, key);
        } else if (dice < 98) {
            return list(prefix);
        }
        return upload(prefix, key);
    }

    boolean read(String prefix, String key) throws InterruptedException {
        long began = System.nanoTime();
        return switch (door.get(path(key))) {
            case Door.Answered(int status, var _, byte[] body)
            when status == 200 -> {
                var content = Content.read(body);
                if (content.isEmpty()) {
                    shared.histories().finding("GET " + key + " gave " + body.length + " bytes nobody wrote");
                } else {
                    known.put(key, content.get().id());
                    told(key, began, new Register.Read(content.map(Content::id)));
                }
                yield true;
            }
            case Door.Answered(int status, var _, var _) -> {
                if (status == 404) {
                    told(key, began, new Register.Read(Optional.empty()));
                }
                yield status == 404;
            }
            case Door.NotSent _, Door.Lost _ -> false;
        };
    }

    boolean list(String prefix) throws InterruptedException {
        long began = System.nanoTime();
        var outcome = door.send(
                "GET", shared.bucket(), "list-type=2&prefix=" + prefix.replace("/", "%2F"), Map.of(), new byte[0]);
        if (!(outcome instanceof Door.Answered(int status, var _, byte[] body)) || status != 200) {
            return false;
        }
        long ended = System.nanoTime();
        var entries = new HashMap<String, String>();
        var matcher = ENTRY.matcher(new String(body, UTF_8).replace("\n", ""));
        while (matcher.find()) {
            entries.put(matcher.group(1), matcher.group(2));
        }
        shared.histories()
                .prefix(prefix, new Call<>(number, began, ended, new KeySet.Listed(new HashSet<>(entries.keySet()))));
        for (int i = 0; i < KEYS; i++) {
            var key = prefix + "k" + i;
            var value = Optional.ofNullable(entries.get(key))
                    .map(etag -> shared.etags().getOrDefault(etag, "unknown etag " + etag));
            shared.histories().key(key, new Call<>(number, began, ended, new Register.Read(value)));
        }
        return true;
    }

    private boolean write(String prefix, String key) throws InterruptedException {
        var content = fresh();
        return change(
                prefix,
                key,
                Map.of(),
                content,
                taken -> taken ? Optional.of(new Register.Write(content.id())) : Optional.empty());
    }

    private boolean create(String prefix, String key) throws InterruptedException {
        var content = fresh();
        return change(
                prefix,
                key,
                Map.of("If-None-Match", "*"),
                content,
                taken -> Optional.of(new Register.Create(content.id(), taken)));
    }

    private boolean replace(String prefix, String key) throws InterruptedException {
        var expected = known.get(key);
        if (expected == null) {
            return read(prefix, key);
        }
        var content = fresh();
        return change(
                prefix,
                key,
                Map.of("If-Match", "\"" + etag(new Content(expected)) + "\""),
                content,
                taken -> Optional.of(new Register.Replace(expected, content.id(), taken)));
    }

    private boolean change(
            String prefix,
            String key,
            Map<String, String> headers,
            Content content,
            Function<Boolean, Optional<Register.Action>> action)
            throws InterruptedException {
        shared.etags().put(content.etag(), content.id());
        long began = System.nanoTime();
        return settle(prefix, key, began, door.send("PUT", path(key), "", headers, content.bytes()), content, action);
    }

    private boolean settle(
            String prefix,
            String key,
            long began,
            Door.Outcome outcome,
            Content content,
            Function<Boolean, Optional<Register.Action>> action) {
        var taken = action.apply(true).orElseThrow();
        switch (outcome) {
            case Door.NotSent _ -> {
                return false;
            }
            case Door.Lost _ -> open(prefix, key, began, taken);
            case Door.Answered(int status, var _, var _)
            when status == 200 -> {
                known.put(key, content.id());
                told(key, began, taken);
                shared.histories().prefix(prefix, new Call<>(number, began, System.nanoTime(), new KeySet.Added(key)));
                return true;
            }
            case Door.Answered(int status, var _, var _)
            when status == 412 || status == 404 -> {
                action.apply(false).ifPresent(refused -> told(key, began, refused));
                return true;
            }
            // Nothing was changed, by the door's own word.
            case Door.Answered(int status, var _, var _)
            when status == 409 || status == 503 -> {
                return status == 409;
            }
            case Door.Answered(int status, var _, byte[] body) -> {
                shared.histories().finding("PUT " + key + " was answered " + status + ": " + new String(body, UTF_8));
                open(prefix, key, began, taken);
            }
        }
        return false;
    }

    private void open(String prefix, String key, long began, Register.Action action) {
        shared.histories().key(key, new Call<>(number, began, Call.NEVER, action));
        var inSet = action instanceof Register.Remove ? new KeySet.Removed(key) : new KeySet.Added(key);
        shared.histories().prefix(prefix, new Call<>(number, began, Call.NEVER, inSet));
    }

    private boolean delete(String prefix, String key) throws InterruptedException {
        long began = System.nanoTime();
        switch (door.send("DELETE", path(key), "", Map.of(), new byte[0])) {
            case Door.Answered(int status, var _, var _)
            when status == 204 -> {
                told(key, began, new Register.Remove());
                shared.histories()
                        .prefix(prefix, new Call<>(number, began, System.nanoTime(), new KeySet.Removed(key)));
                return true;
            }
            case Door.NotSent _ -> {}
            case Door.Answered _, Door.Lost _ -> open(prefix, key, began, new Register.Remove());
        }
        return false;
    }

    /// Two parts; what counts is the last request, which makes them an object.
    private boolean upload(String prefix, String key) throws InterruptedException {
        var content = Content.of(shared.values().incrementAndGet(), PART + 1_000);
        var bytes = content.bytes();
        var parts =
                List.of(java.util.Arrays.copyOf(bytes, PART), java.util.Arrays.copyOfRange(bytes, PART, bytes.length));
        shared.etags().put(Content.etag(parts), content.id());
        var begun = door.send("POST", path(key), "uploads", Map.of(), new byte[0]);
        if (!(begun instanceof Door.Answered(int status, var _, byte[] body)) || status != 200) {
            return false;
        }
        var id = new String(body, UTF_8).replaceAll("(?s).*<UploadId>(.*)</UploadId>.*", "$1");
        var document = new StringBuilder("<CompleteMultipartUpload>");
        for (int i = 0; i < parts.size(); i++) {
            var sent = door.send("PUT", path(key), "partNumber=" + (i + 1) + "&uploadId=" + id, Map.of(), parts.get(i));
            if (!(sent instanceof Door.Answered(int code, var etag, var _)) || code != 200) {
                return false;
            }
            document.append(
                    "<Part><PartNumber>%d</PartNumber><ETag>\"%s\"</ETag></Part>".formatted(i + 1, etag.orElse("")));
        }
        document.append("</CompleteMultipartUpload>");
        long began = System.nanoTime();
        var outcome = door.send(
                "POST",
                path(key),
                "uploadId=" + id,
                Map.of(),
                document.toString().getBytes(UTF_8));
        return settle(prefix, key, began, outcome, content, taken -> Optional.of(new Register.Write(content.id())));
    }

    private void told(String key, long began, Register.Action action) {
        shared.histories().key(key, new Call<>(number, began, System.nanoTime(), action));
    }

    private Content fresh() {
        return Content.of(shared.values().incrementAndGet(), SIZES.get(random.nextInt(SIZES.size())));
    }

    /// Of one part or of several: the map knows what was written.
    private String etag(Content content) {
        return shared.etags().entrySet().stream()
                .filter(entry -> entry.getValue().equals(content.id()))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow();
    }

    private String path(String key) {
        return shared.bucket() + "/" + key;
    }
}
