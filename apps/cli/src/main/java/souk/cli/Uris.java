package souk.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;

/// Percent encoding as Signature V4 wants it.
final class Uris {
    private Uris() {}

    static String encoded(String text) {
        return URLEncoder.encode(text, UTF_8)
                .replace("+", "%20")
                .replace("*", "%2A")
                .replace("%7E", "~");
    }
}
