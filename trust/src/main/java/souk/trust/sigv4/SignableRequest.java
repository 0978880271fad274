package souk.trust.sigv4;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// One HTTP request as its signature sees it: everything but the body.
///
/// @param method upper case
/// @param rawPath percent-encoded as on the wire, never normalised by a server or client library
/// @param rawQuery percent-encoded as on the wire, without the question mark; empty if there is none
/// @param headers every header line, with `Host`
public record SignableRequest(String method, String rawPath, String rawQuery, List<Header> headers) {
    public SignableRequest {
        Objects.requireNonNull(method, "method");
        Objects.requireNonNull(rawPath, "rawPath");
        Objects.requireNonNull(rawQuery, "rawQuery");
        headers = List.copyOf(headers);
    }

    /// The first value of a header, by its name in any case.
    public Optional<String> header(String name) {
        return headers.stream()
                .filter(header -> header.name().equalsIgnoreCase(name))
                .map(Header::value)
                .findFirst();
    }

    /// This request with one more header line.
    public SignableRequest with(String name, String value) {
        var more = new ArrayList<>(headers);
        more.add(new Header(name, value));
        return new SignableRequest(method, rawPath, rawQuery, more);
    }

    SignableRequest withQuery(String query) {
        return new SignableRequest(method, rawPath, query, headers);
    }
}
