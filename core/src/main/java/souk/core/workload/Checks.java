package souk.core.workload;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;

/// What may stand in a workload's specification.
final class Checks {
    private static final int MAX_URL = 4_096;
    private static final int MAX_NAME = 512;

    private Checks() {}

    /// @throws SoukException `BAD_REQUEST` unless it is http or https with a host
    static void url(String url) {
        require(url.length() <= MAX_URL, "a URL has at most " + MAX_URL + " characters");
        try {
            var uri = new URI(url);
            require(
                    ("https".equals(uri.getScheme()) || "http".equals(uri.getScheme())) && uri.getHost() != null,
                    "a URL is http:// or https://");
        } catch (URISyntaxException e) {
            throw new SoukException(ErrorCode.BAD_REQUEST, "not a URL", e);
        }
    }

    /// A relative path that cannot leave its directory.
    static void name(String name) {
        require(!name.isEmpty() && name.length() <= MAX_NAME, "a name has 1 to " + MAX_NAME + " characters");
        require(
                name.chars().noneMatch(c -> c < 0x20 || c == '\\' || c == 0x7f),
                "a name has neither control characters nor backslashes");
        for (var segment : name.split("/", -1)) {
            require(
                    !segment.isEmpty() && !".".equals(segment) && !"..".equals(segment),
                    "a name is a relative path without . and ..: " + name);
        }
    }

    /// Where a guest sees a directory.
    static void guestPath(String path) {
        require(
                path.matches("/[A-Za-z0-9._/-]{1,255}") && !path.contains(".."),
                "a mount is at an absolute path without ..");
    }

    static <T> List<T> atMost(int most, List<T> values, String what) {
        if (values.size() > most) {
            throw new SoukException(ErrorCode.TOO_LARGE, "more than " + most + " " + what);
        }
        return List.copyOf(values);
    }

    static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new SoukException(ErrorCode.BAD_REQUEST, otherwise);
        }
    }
}
