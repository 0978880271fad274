package souk.gateway.s3;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import souk.gateway.access.Glob;

/// Whom a bucket lets call from a page of another origin, and how.
///
/// @param maxAge how long browsers may remember the answer, in seconds
record CorsRule(
        Optional<String> id,
        List<String> origins,
        List<String> methods,
        List<String> headers,
        List<String> exposed,
        Optional<Integer> maxAge) {
    private static final List<String> METHODS = List.of("GET", "PUT", "HEAD", "POST", "DELETE");
    private static final int MAX_ID = 255;

    CorsRule {
        origins = List.copyOf(origins);
        methods = List.copyOf(methods);
        headers = List.copyOf(headers);
        exposed = List.copyOf(exposed);
    }

    static boolean isMethod(String name) {
        return METHODS.contains(name);
    }

    /// @throws S3Exception `MalformedXML` or `InvalidRequest`
    static CorsRule parse(XmlNode node) {
        var rule = new CorsRule(
                node.first("ID"),
                texts(node, "AllowedOrigin"),
                texts(node, "AllowedMethod"),
                texts(node, "AllowedHeader"),
                texts(node, "ExposeHeader"),
                node.first("MaxAgeSeconds").map(CorsRule::seconds));
        if (rule.origins().isEmpty()
                || rule.methods().isEmpty()
                || rule.id().filter(id -> id.length() > MAX_ID).isPresent()) {
            throw new S3Exception(S3Error.MalformedXML);
        }
        rule.methods().stream().filter(each -> !isMethod(each)).findFirst().ifPresent(each -> {
            throw new S3Exception(
                    S3Error.InvalidRequest,
                    "Found unsupported HTTP method in CORS config. Unsupported method is " + each);
        });
        requireOneStar("AllowedOrigin", rule.origins());
        requireOneStar("AllowedHeader", rule.headers());
        if (rule.exposed().stream().anyMatch(each -> each.contains("*"))) {
            throw new S3Exception(
                    S3Error.InvalidRequest,
                    "ExposeHeader \"*\" contains wildcard. We currently do not support wildcard for ExposeHeader");
        }
        return rule;
    }

    void write(Xml xml) {
        xml.element("CORSRule", rule -> {
            id.ifPresent(text -> rule.text("ID", text));
            methods.forEach(text -> rule.text("AllowedMethod", text));
            origins.forEach(text -> rule.text("AllowedOrigin", text));
            headers.forEach(text -> rule.text("AllowedHeader", text));
            exposed.forEach(text -> rule.text("ExposeHeader", text));
            maxAge.ifPresent(seconds -> rule.number("MaxAgeSeconds", seconds));
        });
    }

    boolean allows(String origin, String method) {
        return methods.contains(method) && origins.stream().anyMatch(pattern -> Glob.matches(pattern, origin));
    }

    /// @param names separated by commas
    boolean allowsHeaders(String names) {
        return Arrays.stream(names.split(",", -1))
                .map(name -> name.strip().toLowerCase(Locale.ROOT))
                .filter(name -> !name.isEmpty())
                .allMatch(name ->
                        headers.stream().anyMatch(pattern -> Glob.matches(pattern.toLowerCase(Locale.ROOT), name)));
    }

    boolean allowsAnyOrigin() {
        return origins.contains("*");
    }

    private static List<String> texts(XmlNode node, String name) {
        return node.all(name).map(each -> each.text().strip()).toList();
    }

    private static int seconds(String text) {
        try {
            return Integer.parseInt(text.strip());
        } catch (NumberFormatException e) {
            throw new S3Exception(S3Error.MalformedXML);
        }
    }

    private static void requireOneStar(String name, List<String> patterns) {
        for (var pattern : patterns) {
            if (pattern.indexOf('*') != pattern.lastIndexOf('*')) {
                throw new S3Exception(
                        S3Error.InvalidRequest, name + " \"" + pattern + "\" can not have more than one wildcard.");
            }
        }
    }
}
