package souk.net;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// One door of a server.
///
/// @param template path such as `/v1/leases/{lease}/shards/{root}`; a last segment `{name*}` takes the rest, slashes
///     included
/// @param maxBodyBytes longest request body; more is refused with `TOO_LARGE`
public record Route(Method method, String template, long maxBodyBytes, Handler handler) {
    /// Room for any JSON document of the protocols.
    public static final long JSON_BYTES = 256 * 1024;

    private static final Pattern TEMPLATE = Pattern.compile(
            "(/|(/([A-Za-z0-9._~-]+|\\{[a-z][A-Za-z0-9]*}))+(/\\{[a-z][A-Za-z0-9]*\\*})?|/\\{[a-z][A-Za-z0-9]*\\*})");

    public Route {
        if (!TEMPLATE.matcher(template).matches() || maxBodyBytes < 0) {
            throw new IllegalArgumentException("not a route: " + template);
        }
    }

    public static Route get(String template, Handler handler) {
        return new Route(Method.GET, template, 0, handler);
    }

    public static Route head(String template, Handler handler) {
        return new Route(Method.HEAD, template, 0, handler);
    }

    public static Route delete(String template, Handler handler) {
        return new Route(Method.DELETE, template, JSON_BYTES, handler);
    }

    /// For a JSON document of up to [#JSON_BYTES].
    public static Route post(String template, Handler handler) {
        return new Route(Method.POST, template, JSON_BYTES, handler);
    }

    public static Route put(String template, long maxBodyBytes, Handler handler) {
        return new Route(Method.PUT, template, maxBodyBytes, handler);
    }

    /// The parameters, if the path fits.
    ///
    /// @param segments of the path, decoded
    Optional<Map<String, String>> match(List<String> segments) {
        var wanted = segments(template);
        boolean open = !wanted.isEmpty() && wanted.getLast().endsWith("*}");
        if (open ? segments.size() < wanted.size() : segments.size() != wanted.size()) {
            return Optional.empty();
        }
        var parameters = new HashMap<String, String>();
        for (int i = 0; i < wanted.size(); i++) {
            var want = wanted.get(i);
            if (want.endsWith("*}")) {
                var rest = String.join("/", segments.subList(i, segments.size()));
                parameters.put(want.substring(1, want.length() - 2), rest);
            } else if (want.startsWith("{")) {
                parameters.put(want.substring(1, want.length() - 1), segments.get(i));
            } else if (!want.equals(segments.get(i))) {
                return Optional.empty();
            }
        }
        return Optional.of(parameters);
    }

    /// The parts between the slashes; none for `/`.
    static List<String> segments(String path) {
        var segments = new ArrayList<String>();
        for (int at = 1; at <= path.length() && path.length() > 1; ) {
            int slash = path.indexOf('/', at);
            int end = slash < 0 ? path.length() : slash;
            segments.add(path.substring(at, end));
            at = end + 1;
        }
        return segments;
    }
}
