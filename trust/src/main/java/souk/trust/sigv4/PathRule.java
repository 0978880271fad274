package souk.trust.sigv4;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayDeque;
import java.util.Deque;

/// How a path becomes canonical; services differ.
public enum PathRule {
    /// As S3 does it: every slash and dot of an object's key counts.
    EXACT {
        @Override
        String canonical(String rawPath) {
            return Percent.encodePath(Percent.decode(rawPath.isEmpty() ? "/" : rawPath));
        }
    },

    /// As all other services do it: dot segments resolved, repeated slashes joined (RFC 3986, 5.2.4).
    NORMALIZED {
        @Override
        String canonical(String rawPath) {
            Deque<String> segments = new ArrayDeque<>();
            for (var segment : rawPath.split("/", -1)) {
                if (segment.equals("..")) {
                    segments.pollLast();
                } else if (!segment.isEmpty() && !segment.equals(".")) {
                    segments.addLast(segment);
                }
            }
            var joined = "/" + String.join("/", segments);
            var endsInSlash = rawPath.endsWith("/") && !segments.isEmpty();
            return Percent.encodePath((endsInSlash ? joined + "/" : joined).getBytes(UTF_8));
        }
    };

    abstract String canonical(String rawPath);
}
