package souk.gateway.s3;

import java.util.List;
import java.util.Map;

/// Encryption at rest is always on, by keys of the gateway; this is what clients may ask of it.
final class Encryption {
    static final String HEADER = "x-amz-server-side-encryption";
    static final String AES256 = "AES256";

    /// What every answer about an object says of its encryption.
    static final Map<String, String> ANSWER = Map.of(HEADER, AES256);

    private static final String KMS_KEY = HEADER + "-aws-kms-key-id";
    private static final List<String> KMS = List.of("aws:kms", "aws:kms:dsse");
    private static final List<String> CUSTOMER_KEY =
            List.of(HEADER + "-customer-algorithm", HEADER + "-customer-key", HEADER + "-customer-key-md5");

    private Encryption() {}

    /// Refuses a write that asks for keys of others.
    ///
    /// @throws S3Exception `InvalidArgument` for what S3 does not know either, `NotImplemented` for what it does
    static void requireSupported(S3Call call) {
        var method = call.header(HEADER);
        var byCustomer = byCustomer(call);
        if (method.isPresent() && byCustomer) {
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
        refuseCustomerKeys(call);
    }

    /// Refuses a read that speaks of encryption as only writes may.
    static void requireRead(S3Call call) {
        if (call.header(HEADER).isPresent()) {
            throw invalid("x-amz-server-side-encryption header is not supported for this operation.");
        }
        refuseCustomerKeys(call);
    }

    private static void refuseCustomerKeys(S3Call call) {
        if (byCustomer(call)) {
            throw new S3Exception(S3Error.NotImplemented, "Encryption with keys of the customer is not implemented.");
        }
    }

    private static boolean byCustomer(S3Call call) {
        return CUSTOMER_KEY.stream().anyMatch(name -> call.header(name).isPresent());
    }

    private static S3Exception invalid(String message) {
        return new S3Exception(S3Error.InvalidArgument, message);
    }
}
