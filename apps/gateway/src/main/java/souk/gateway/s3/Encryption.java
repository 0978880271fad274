package souk.gateway.s3;

import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import souk.gateway.store.BucketKey;
import souk.gateway.store.ObjectHeaders;

/// Encryption at rest is always on, by keys of the gateway. Clients may ask for one that has a name ([NamedKey]) or
/// send one of their own ([CustomerKey]); this is what they ask, and what they are told.
final class Encryption {
    static final String HEADER = "x-amz-server-side-encryption";
    static final String AES256 = "AES256";

    private static final Map<String, String> OWN = Map.of(HEADER, AES256);

    private static final String DOUBLE = "aws:kms:dsse";
    private static final String CONTEXT = HEADER + "-context";

    private Encryption() {}

    /// What an answer about an object, part or upload says of its encryption.
    static Map<String, String> of(ObjectHeaders object) {
        return CustomerKey.isUsedBy(object)
                ? CustomerKey.headers(object)
                : NamedKey.of(object).map(NamedKey::headers).orElse(OWN);
    }

    /// What is kept with an object that a request writes, to find its key again.
    ///
    /// @param usual the bucket's choice for who makes none
    /// @throws S3Exception as [#requireSupported]
    static Map<String, String> chosen(S3Call call, Supplier<Optional<NamedKey>> usual) {
        requireSupported(call);
        var own = CustomerKey.read(call);
        if (own.isPresent()) {
            return own.get().headers();
        }
        var method = call.header(HEADER);
        var named = method.isEmpty()
                ? usual.get()
                : method.filter(NamedKey.METHOD::equals)
                        .map(_ -> new NamedKey(
                                call.header(NamedKey.HEADER).orElse(NamedKey.USUAL_ID),
                                call.header(NamedKey.BUCKET_KEY_HEADER)
                                        .filter("true"::equalsIgnoreCase)
                                        .isPresent()));
        return named.map(NamedKey::headers).orElse(Map.of());
    }

    /// The key for the segments of an object.
    ///
    /// @param own the key its client sent, if it did
    static BucketKey key(BucketKey bucket, ObjectHeaders object, Optional<CustomerKey> own) {
        return own.map(key -> key.within(bucket))
                .or(() -> NamedKey.of(object).map(key -> key.within(bucket)))
                .orElse(bucket);
    }

    /// Whether an object's bytes are under another key than the bucket's.
    static boolean isApart(ObjectHeaders object) {
        return CustomerKey.isUsedBy(object) || NamedKey.of(object).isPresent();
    }

    /// Refuses a write that asks for what is not there.
    ///
    /// @throws S3Exception `InvalidArgument` for what S3 does not know either, `NotImplemented` for what it does
    static void requireSupported(S3Call call) {
        var method = call.header(HEADER);
        if (CustomerKey.read(call).isPresent() && method.isPresent()) {
            throw invalid("Server Side Encryption with Customer provided key is incompatible with the encryption method"
                    + " specified");
        }
        method.ifPresent(Encryption::requireImplemented);
        var named = method.filter(NamedKey.METHOD::equals).isPresent();
        if (!named && method.filter(value -> !value.equals(AES256)).isPresent()) {
            throw invalid("The encryption method specified is not supported");
        }
        if (!named && call.header(NamedKey.HEADER).isPresent()) {
            throw invalid("Server Side Encryption with AWS KMS managed key requires HTTP header"
                    + " x-amz-server-side-encryption : aws:kms");
        }
        if (call.header(CONTEXT).isPresent()) {
            throw new S3Exception(S3Error.NotImplemented, "Encryption contexts are not implemented.");
        }
    }

    /// @throws S3Exception `NotImplemented` for double encryption
    static void requireImplemented(String method) {
        if (method.equals(DOUBLE)) {
            throw new S3Exception(S3Error.NotImplemented, "Double encryption is not implemented.");
        }
    }

    /// Refuses a read that speaks of encryption as only writes may.
    static void requireRead(S3Call call) {
        if (call.header(HEADER).isPresent()) {
            throw invalid("x-amz-server-side-encryption header is not supported for this operation.");
        }
    }

    private static S3Exception invalid(String message) {
        return new S3Exception(S3Error.InvalidArgument, message);
    }
}
