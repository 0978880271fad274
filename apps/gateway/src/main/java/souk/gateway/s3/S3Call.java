package souk.gateway.s3;

import java.io.InputStream;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;
import souk.gateway.access.Principal;
import souk.gateway.store.ObjectKey;
import souk.trust.sigv4.ChunkSignatures;
import souk.trust.sigv4.Query;
import souk.trust.sigv4.SignableRequest;

/// One request whose signature is right, or that has none.
///
/// @param wire method, path and headers as they came
/// @param account who signed, or [Account#ANONYMOUS]
/// @param payload what the signature says of the body
/// @param peer where it came from
/// @param rawBody opens the body; only then is the client told to go on sending
record S3Call(
        SignableRequest wire,
        Query query,
        S3Target target,
        Account account,
        Payload payload,
        Peer peer,
        Supplier<InputStream> rawBody,
        Trace trace) {

    /// How a request is found again in logs.
    ///
    /// @param requestId given back to the client
    /// @param traceparent W3C trace context, the client's or a new one
    record Trace(String requestId, String traceparent) {}

    /// What the signature says of the body.
    ///
    /// @param hash in hexadecimal, or a constant of the signature's scheme
    /// @param chunks expects the signatures of a streamed body; empty where nobody signed
    record Payload(String hash, Optional<ChunkSignatures> chunks) {}

    /// The other end of the connection.
    record Peer(String address, boolean secure) {}

    /// Who asks, as access rules see it.
    Principal principal() {
        return account.equals(Account.ANONYMOUS)
                ? new Principal.Anonymous()
                : new Principal.Tenant(account.tenant(), account.displayName());
    }

    /// Another request of the same connection, for what stands for several or is written otherwise.
    S3Call as(Account who, SignableRequest other, S3Target where) {
        return new S3Call(other, Query.parse(other.rawQuery()), where, who, payload, peer, rawBody, trace);
    }

    /// What the client calls a path here, for those who follow it later.
    ///
    /// @param rawPath percent-encoded, as after the host
    String address(String rawPath) {
        return (peer.secure() ? "https://" : "http://") + header("host").orElse("") + rawPath;
    }

    Optional<String> header(String name) {
        return wire.header(name);
    }

    Optional<String> parameter(String name) {
        return query.first(name);
    }

    /// The key, checked.
    ObjectKey key() {
        return CopySources.key(target.key());
    }

    /// A numeric parameter, if given.
    ///
    /// @throws S3Exception `InvalidArgument` if it is not a number from `min` to `max`
    OptionalInt number(String name, int min, int max) {
        var text = parameter(name);
        if (text.isEmpty() || text.get().isEmpty()) {
            return OptionalInt.empty();
        }
        try {
            var value = Integer.parseInt(text.get());
            if (value >= min && value <= max) {
                return OptionalInt.of(value);
            }
        } catch (NumberFormatException e) {
            // Told below, as any other wrong value.
        }
        throw new S3Exception(
                S3Error.InvalidArgument, "Argument " + name + " must be an integer from " + min + " to " + max);
    }
}
