package souk.gateway.s3;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import souk.core.seal.PathKey;
import souk.core.seal.SealKey;
import souk.gateway.store.BucketKey;
import souk.gateway.store.ObjectHeaders;

/// A key that a client sends with every request and that nobody keeps (SSE-C): without it what is stored cannot be
/// read,
/// not by the gateway either. With the object goes the MD5 of the key, as in S3, to tell a wrong key from damage.
final class CustomerKey {
    private static final String HEADER = Encryption.HEADER + "-customer-";
    private static final String SOURCE_HEADER = "x-amz-copy-source-server-side-encryption-customer-";
    private static final String ALGORITHM = HEADER + "algorithm";
    private static final String MD5 = HEADER + "key-md5";

    private final byte[] secret;

    private CustomerKey(byte[] secret) {
        this.secret = secret;
    }

    /// The key for what a request writes or reads.
    ///
    /// @throws S3Exception `InvalidArgument` for less than algorithm, key and its MD5, or wrong ones
    static Optional<CustomerKey> read(S3Call call) {
        return read(call, HEADER);
    }

    /// The key for what a copy reads.
    ///
    /// @throws S3Exception as [#read]
    static Optional<CustomerKey> ofSource(S3Call call) {
        return read(call, SOURCE_HEADER);
    }

    private static Optional<CustomerKey> read(S3Call call, String prefix) {
        var algorithm = call.header(prefix + "algorithm");
        var key = call.header(prefix + "key");
        var md5 = call.header(prefix + "key-md5");
        if (algorithm.isEmpty() && key.isEmpty() && md5.isEmpty()) {
            return Optional.empty();
        }
        if (algorithm.filter(Encryption.AES256::equals).isEmpty()) {
            throw invalid("Requests specifying Server Side Encryption with Customer provided keys must provide a valid"
                    + " encryption algorithm.");
        }
        var secret = decode(key.orElseThrow(
                () -> invalid("Requests specifying Server Side Encryption with Customer provided keys must provide an"
                        + " appropriate secret key.")));
        if (secret.length != SealKey.BYTES) {
            throw invalid("The secret key was invalid for the specified algorithm.");
        }
        var sent = decode(md5.orElseThrow(
                () -> invalid("Requests specifying Server Side Encryption with Customer provided keys must provide the"
                        + " client calculated MD5 of the secret key.")));
        if (!MessageDigest.isEqual(sent, md5(secret))) {
            throw invalid("The calculated MD5 hash of the key did not match the hash that was provided.");
        }
        return Optional.of(new CustomerKey(secret));
    }

    /// Whether an object or upload was written under a key of its client.
    static boolean isUsedBy(ObjectHeaders headers) {
        return headers.values().containsKey(MD5);
    }

    /// Refuses a read unless it brings the object's key, and brings one only if there is one.
    ///
    /// @throws S3Exception `InvalidRequest`, or `AccessDenied` for another key
    static void requireFor(Optional<CustomerKey> key, ObjectHeaders object) {
        if (key.isEmpty() && isUsedBy(object)) {
            throw new S3Exception(
                    S3Error.InvalidRequest,
                    "The object was stored using a form of Server Side Encryption. The correct parameters must be"
                            + " provided to retrieve the object.");
        }
        if (key.isPresent() && !isUsedBy(object)) {
            throw new S3Exception(
                    S3Error.InvalidRequest, "The encryption parameters are not applicable to this object.");
        }
        if (key.isPresent() && !key.get().wrote(object)) {
            throw new S3Exception(
                    S3Error.AccessDenied,
                    "Requests specifying Server Side Encryption with Customer provided keys must provide the correct"
                            + " secret key.");
        }
    }

    /// Refuses a part under another key than its upload was begun with.
    ///
    /// @throws S3Exception `InvalidRequest`
    static void requireSame(Optional<CustomerKey> key, ObjectHeaders upload) {
        if (key.isEmpty() && isUsedBy(upload)) {
            throw new S3Exception(
                    S3Error.InvalidRequest,
                    "The multipart upload initiate requested encryption. Subsequent part requests must include the"
                            + " appropriate encryption parameters.");
        }
        if (key.isPresent() && !key.get().wrote(upload)) {
            throw new S3Exception(
                    S3Error.InvalidRequest,
                    "The provided encryption parameters did not match the ones used originally.");
        }
    }

    /// What is kept with an object and told about it.
    Map<String, String> headers() {
        return Map.of(ALGORITHM, Encryption.AES256, MD5, base64Md5());
    }

    /// What of an object's headers belongs to its key.
    static Map<String, String> headers(ObjectHeaders object) {
        return Map.of(ALGORITHM, Encryption.AES256, MD5, object.values().getOrDefault(MD5, ""));
    }

    private boolean wrote(ObjectHeaders headers) {
        return base64Md5().equals(headers.values().get(MD5));
    }

    /// The key for segments in a bucket: it takes both to read them.
    BucketKey within(BucketKey bucket) {
        var place = PathKey.root(SealKey.of(bucket.bytes())).child("customer");
        return BucketKey.of(hmac(place.key().bytes(), secret));
    }

    /// The tag of a body that is the same for the same bytes and says nothing of them to those without the key.
    byte[] tag(byte[] md5) {
        return Arrays.copyOf(hmac(secret, md5), md5.length);
    }

    private String base64Md5() {
        return Base64.getEncoder().encodeToString(md5(secret));
    }

    private static byte[] decode(String base64) {
        try {
            return Base64.getDecoder().decode(base64.strip().getBytes(US_ASCII));
        } catch (IllegalArgumentException e) {
            throw invalid("The secret key and its MD5 must be in Base64.");
        }
    }

    private static byte[] hmac(byte[] key, byte[] message) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(message);
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException("every JDK has HMAC-SHA-256", e);
        }
    }

    private static byte[] md5(byte[] bytes) {
        try {
            return MessageDigest.getInstance("MD5").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has MD5", e);
        }
    }

    private static S3Exception invalid(String message) {
        return new S3Exception(S3Error.InvalidArgument, message);
    }

    @Override
    public String toString() {
        return "CustomerKey[secret]";
    }
}
