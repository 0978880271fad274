package souk.trust;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.value.Digest;

/// Trust in keys, not in authorities. That the peer holds the key is proved by the handshake itself
/// (`CertificateVerify`, RFC 8446, 4.4.3); what the certificate says besides the key is not believed, so its own
/// signature and dates are of no weight.
abstract sealed class NodeCertificates extends X509ExtendedTrustManager permits AnyNode, PinnedNode {
    /// SubjectPublicKeyInfo of Ed25519 up to the key itself (RFC 8410, section 4).
    private static final byte[] KEY_HEADER = {0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00};

    static Did didOf(X509Certificate certificate) {
        var encoded = certificate.getPublicKey().getEncoded();
        if (encoded == null
                || encoded.length != KEY_HEADER.length + Digest.BYTES
                || !Arrays.equals(KEY_HEADER, Arrays.copyOf(encoded, KEY_HEADER.length))) {
            throw new SoukException(ErrorCode.UNAUTHENTICATED, "the certificate is not of an Ed25519 key");
        }
        return Did.of(Digest.of(Arrays.copyOfRange(encoded, KEY_HEADER.length, encoded.length)));
    }

    abstract void check(Did peer) throws CertificateException;

    @Override
    public final void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        check(chain);
    }

    @Override
    public final void checkClientTrusted(X509Certificate[] chain, String authType, @Nullable Socket socket)
            throws CertificateException {
        check(chain);
    }

    @Override
    public final void checkClientTrusted(X509Certificate[] chain, String authType, @Nullable SSLEngine engine)
            throws CertificateException {
        check(chain);
    }

    @Override
    public final void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        check(chain);
    }

    @Override
    public final void checkServerTrusted(X509Certificate[] chain, String authType, @Nullable Socket socket)
            throws CertificateException {
        check(chain);
    }

    @Override
    public final void checkServerTrusted(X509Certificate[] chain, String authType, @Nullable SSLEngine engine)
            throws CertificateException {
        check(chain);
    }

    @Override
    public final X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }

    private void check(X509Certificate[] chain) throws CertificateException {
        if (chain.length != 1) {
            throw new CertificateException("one self-signed certificate was expected");
        }
        try {
            check(didOf(chain[0]));
        } catch (SoukException e) {
            throw new CertificateException(e.getMessage(), e);
        }
    }
}
