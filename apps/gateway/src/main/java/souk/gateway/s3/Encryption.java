package souk.gateway.s3;

import java.util.List;
import java.util.Map;
import souk.gateway.store.ObjectHeaders;

/// Encryption at rest is always on, by keys of the gateway and, where a client wants that, one of its own
/// ([CustomerKey]); this is what clients may ask of it.
final class Encryption {
    static final String HEADER = "x-amz-server-side-encryption";
    static final String AES256 = "AES256";

    private static final Map<String, String> OWN = Map.of(HEADER, AES256);

    private static final String KMS_KEY = HEADER + "-aws-kms-key-id";
    private static final List<String> KMS = List.of("aws:kms", "aws:kms:dsse");

    private Encryption() {}

    /// What an answer about an object, part or upload says of its encryption.
    static Map<String, String> of(ObjectHeaders object) {
        return CustomerKey.isUsedBy(object) ? CustomerKey.headers(object) : OWN;
    }

    /// Refuses a write that asks for keys of others.
    ///
    /// @throws S3Exception `InvalidArgument` for what S3 does not know either, `NotImplemented` for what it does
    static void requireSupported(S3Call call) {
        var method = call.header(HEADER);
        if (CustomerKey.read(call).isPresent() && method.isPresent()) {
            throw invalid("Server Side Encryption with Customer provided key is incompatible with the encryption method"
                    + " specified");
        }
        if (method.filter(KMS::contains).isPresent()) {
            throw new S3Exception(S3Error.NotImplemented, "Only AES256 server-side encryption is implemented.");
        }
        if (method.filter(value -> !value.equals(AES256)).isPresent()) {
            throw invalid("The encryption method specified is not supported");
        }
        if (call.header(KMS_KEY).isPresent()) {
            throw invalid("Server Side Encryption with AWS KMS managed key requires HTTP header"
                    + " x-amz-server-side-encryption : aws:kms");
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
