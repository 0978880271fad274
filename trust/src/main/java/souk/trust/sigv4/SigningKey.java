package souk.trust.sigv4;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// The key derived from a secret for one scope, and the only two primitives of the scheme.
final class SigningKey {
    private static final String HMAC = "HmacSHA256";

    private final SecretKeySpec key;

    private SigningKey(byte[] key) {
        this.key = new SecretKeySpec(key, HMAC);
    }

    static SigningKey derive(String secret, CredentialScope scope) {
        var date = hmac(new SecretKeySpec(("AWS4" + secret).getBytes(UTF_8), HMAC), scope.date());
        var region = hmac(new SecretKeySpec(date, HMAC), scope.region());
        var service = hmac(new SecretKeySpec(region, HMAC), scope.service());
        return new SigningKey(hmac(new SecretKeySpec(service, HMAC), "aws4_request"));
    }

    String sign(String stringToSign) {
        return HexFormat.of().formatHex(hmac(key, stringToSign));
    }

    static String sha256(String text) {
        return HexFormat.of().formatHex(newSha256().digest(text.getBytes(UTF_8)));
    }

    static MessageDigest newSha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static byte[] hmac(SecretKeySpec key, String text) {
        try {
            var mac = Mac.getInstance(HMAC);
            mac.init(key);
            return mac.doFinal(text.getBytes(UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HMAC-SHA-256", e);
        }
    }
}
