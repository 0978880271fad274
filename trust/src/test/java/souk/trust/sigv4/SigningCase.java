package souk.trust.sigv4;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// One case of the published suite, read from its folder.
record SigningCase(Path folder) {
    String text(String name) {
        try {
            return Files.readString(folder.resolve(name)).replace("\r\n", "\n").strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Credentials credentials() {
        return new Credentials(
                context("access_key_id").orElseThrow(),
                context("secret_access_key").orElseThrow());
    }

    Optional<String> token() {
        return context("token");
    }

    boolean tokenIsSigned() {
        return !flag("omit_session_token");
    }

    boolean bodyIsSigned() {
        return flag("sign_body");
    }

    PathRule rule() {
        return flag("normalize") ? PathRule.NORMALIZED : PathRule.EXACT;
    }

    Instant when() {
        return Instant.parse(context("timestamp").orElseThrow());
    }

    SignableRequest request() {
        return parse(text("request.txt"));
    }

    SignableRequest signed(String kind) {
        return parse(text(kind + "-signed-request.txt"));
    }

    String payloadHash() {
        var parts = text("request.txt").split("\n\n", 2);
        return SigningKey.sha256(parts.length > 1 ? parts[1].strip() : "");
    }

    private static SignableRequest parse(String text) {
        var lines = List.of(text.split("\n\n", 2)[0].split("\n"));
        var first = lines.getFirst();
        var target = first.substring(first.indexOf(' ') + 1, first.lastIndexOf(' '));
        var mark = target.indexOf('?');
        var path = mark < 0 ? target : target.substring(0, mark);
        var query = mark < 0 ? "" : target.substring(mark + 1);
        return new SignableRequest(first.split(" ")[0], path, query, headers(lines.subList(1, lines.size())));
    }

    private static List<Header> headers(List<String> lines) {
        var headers = new ArrayList<Header>();
        for (var line : lines) {
            var colon = line.indexOf(':');
            if (line.startsWith(" ")) {
                var folded = headers.removeLast();
                headers.add(new Header(folded.name(), folded.value() + " " + line));
            } else {
                headers.add(new Header(line.substring(0, colon), line.substring(colon + 1)));
            }
        }
        return headers;
    }

    private Optional<String> context(String field) {
        var matcher = Pattern.compile("\"" + field + "\": \"([^\"]*)\"").matcher(text("context.json"));
        return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    private boolean flag(String field) {
        return text("context.json").contains("\"" + field + "\": true");
    }

    @Override
    public String toString() {
        return String.valueOf(folder.getFileName());
    }
}
