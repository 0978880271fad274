package souk.bench;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/// Many keys, and a client that lists them page by page.
final class S3Listing {
    private static final String FOLDER = "list/";
    private static final Pattern KEY = Pattern.compile("<Key>");
    private static final Pattern NEXT = Pattern.compile("<NextContinuationToken>([^<]*)</NextContinuationToken>");
    private static final int OK = 200;

    private final int keys;
    private final AtomicInteger next = new AtomicInteger();
    private Optional<String> token = Optional.empty();
    private long listed;
    private long seen;

    S3Listing(int keys) {
        this.keys = keys;
    }

    /// A client's share of all keys; each is an object of one byte.
    long fill(S3Wire wire, RandomGenerator random) throws IOException {
        for (int number = next.getAndIncrement(); number < keys; number = next.getAndIncrement()) {
            var path = "%s/%sfolder-%03d/key-%07d".formatted(S3Objects.BUCKET, FOLDER, number % 100, number);
            int status = wire.call("PUT", path, List.of(), 1, out -> out.write('.'), (answer, body) -> {
                body.readAllBytes();
                return answer;
            });
            if (status != OK) {
                // Whoever comes next writes it: a key that is missing would be seen by the listing.
                next.compareAndSet(number + 1, number);
                throw new IOException("answered " + status);
            }
        }
        return 0;
    }

    /// The next page of one client; after the last one it begins anew.
    long page(S3Wire wire, RandomGenerator random) throws IOException {
        var path = S3Objects.BUCKET + "?list-type=2&max-keys=1000&prefix=" + encode(FOLDER)
                + token.map(it -> "&continuation-token=" + encode(it)).orElse("");
        var page = wire.call("GET", path, List.of(), 0, out -> {}, (status, body) -> {
            var text = new String(body.readAllBytes(), StandardCharsets.UTF_8);
            if (status != OK) {
                throw new IOException("answered " + status);
            }
            return text;
        });
        long count = KEY.matcher(page).results().count();
        listed += count;
        seen += count;
        var more = NEXT.matcher(page);
        token = more.find() ? Optional.of(more.group(1)) : Optional.empty();
        if (token.isEmpty()) {
            Answers.require(seen == keys, "the listing of " + keys + " keys: " + seen);
            seen = 0;
        }
        return 0;
    }

    /// Keys in all pages.
    long listed() {
        return listed;
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
