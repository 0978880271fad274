package souk.net;

/// The HTTP methods that Souk's protocols use.
public enum Method {
    GET,
    HEAD,
    PUT,
    POST,
    DELETE;

    /// Whether a call that got no answer may be made again without harm (RFC 9110, 9.2.2).
    boolean isIdempotent() {
        return this != POST;
    }
}
