package souk.trust.sigv4;

import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// The text both sides derive from a request and hash into the string to sign.
///
/// Source: AWS, "Create a signed AWS API request".
record CanonicalRequest(
        SignableRequest request, Query query, SortedSet<String> signedHeaders, String payloadHash, PathRule rule) {

    static SortedSet<String> allHeaders(SignableRequest request) {
        return request.headers().stream().map(Header::lowerCaseName).collect(Collectors.toCollection(TreeSet::new));
    }

    String text() {
        var headers = signedHeaders.stream().map(this::headerLine).collect(Collectors.joining());
        return String.join(
                "\n",
                request.method(),
                rule.canonical(request.rawPath()),
                query.canonical(),
                headers,
                String.join(";", signedHeaders),
                payloadHash);
    }

    String stringToSign(String timestamp, CredentialScope scope) {
        return String.join("\n", SigV4.ALGORITHM, timestamp, scope.toString(), SigningKey.sha256(text()));
    }

    private String headerLine(String name) {
        var values = request.headers().stream()
                .filter(header -> header.name().equalsIgnoreCase(name))
                .map(header -> collapse(header.value()))
                .collect(Collectors.joining(","));
        return name + ":" + values + "\n";
    }

    private static String collapse(String value) {
        return value.strip().replaceAll("\\s+", " ");
    }
}
