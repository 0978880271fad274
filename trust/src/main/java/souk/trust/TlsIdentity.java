package souk.trust;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.EdECPrivateKeySpec;
import java.security.spec.NamedParameterSpec;
import java.time.Instant;
import java.util.Date;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedKeyManager;
import org.bouncycastle.asn1.edec.EdECObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.jspecify.annotations.Nullable;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;

/// A node on the wire: TLS 1.3 with a certificate of both sides, each self-signed with the node's own Ed25519 key.
///
/// No authority is asked: the key is the name. A server takes any well-formed key and tells the layer above whose it
/// is; a client takes only the key of the node it meant to call. The certificate has no end (RFC 5280, 4.1.2.5), since
/// a DID lives as long as its key; who may do what is decided above, by DID.
public final class TlsIdentity {
    /// The only version spoken.
    public static final String PROTOCOL = "TLSv1.3";

    /// AES-128 first: it is as safe here and a third cheaper.
    private static final String[] CIPHER_SUITES = {"TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384"};

    /// A fixed start keeps the certificate a pure function of the key.
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private static final Instant NO_END = Instant.parse("9999-12-31T23:59:59Z");

    private final Did did;
    private final X509Certificate certificate;
    private final PrivateKey privateKey;

    private TlsIdentity(Did did, X509Certificate certificate, PrivateKey privateKey) {
        this.did = did;
        this.certificate = certificate;
        this.privateKey = privateKey;
    }

    /// The identity of a node. Pure: the same key always gives the same certificate.
    public static TlsIdentity of(NodeKey key) {
        try {
            var seed = new EdECPrivateKeySpec(NamedParameterSpec.ED25519, key.seed());
            return new TlsIdentity(
                    key.did(),
                    selfSigned(key),
                    KeyFactory.getInstance("Ed25519").generatePrivate(seed));
        } catch (GeneralSecurityException | IOException e) {
            throw new SoukException(ErrorCode.INTERNAL, "cannot make a certificate", e);
        }
    }

    public Did did() {
        return did;
    }

    /// What the node shows its peers.
    public X509Certificate certificate() {
        return certificate;
    }

    /// For a server: shows this identity and takes any Ed25519 certificate. Combine with [#serverParameters].
    public SSLContext serverContext() {
        return context(new AnyNode());
    }

    /// For a client: shows this identity and takes only the certificate of `peer`; the handshake with another fails.
    ///
    /// Sessions are cached in the context, so a resumed connection is one to the same peer.
    public SSLContext clientContext(Did peer) {
        return context(new PinnedNode(peer));
    }

    /// TLS 1.3 with AES-GCM; a client without a certificate is refused.
    public static SSLParameters serverParameters() {
        var parameters = clientParameters();
        parameters.setNeedClientAuth(true);
        return parameters;
    }

    /// TLS 1.3 with AES-GCM.
    public static SSLParameters clientParameters() {
        return new SSLParameters(CIPHER_SUITES.clone(), new String[] {PROTOCOL});
    }

    /// Whose certificate this is.
    ///
    /// @throws SoukException `UNAUTHENTICATED` when it is not of an Ed25519 key
    public static Did didOf(X509Certificate certificate) {
        return NodeCertificates.didOf(certificate);
    }

    /// The name only, never the key.
    @Override
    public String toString() {
        return "TlsIdentity[" + did + "]";
    }

    private SSLContext context(TrustManager trust) {
        try {
            var context = SSLContext.getInstance(PROTOCOL);
            context.init(new KeyManager[] {new OneKey(certificate, privateKey)}, new TrustManager[] {trust}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new SoukException(ErrorCode.INTERNAL, "cannot set up TLS", e);
        }
    }

    private static X509Certificate selfSigned(NodeKey key) throws IOException, GeneralSecurityException {
        var name = new X500Name("CN=" + key.did());
        var algorithm = new AlgorithmIdentifier(EdECObjectIdentifiers.id_Ed25519);
        var builder = new X509v3CertificateBuilder(
                name,
                BigInteger.ONE,
                Date.from(START),
                Date.from(NO_END),
                name,
                new SubjectPublicKeyInfo(algorithm, key.publicKey().bytes()));
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
        builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
        builder.addExtension(
                Extension.subjectAlternativeName,
                false,
                new GeneralNames(new GeneralName(
                        GeneralName.uniformResourceIdentifier, key.did().text())));
        var encoded = builder.build(new Ed25519Signer(key, algorithm)).getEncoded();
        return (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(encoded));
    }

    /// Shows the one certificate there is, whatever issuers the peer names: peers have no authorities.
    private static final class OneKey extends X509ExtendedKeyManager {
        private static final String ALIAS = "node";
        private static final String KEY_TYPE = "EdDSA";

        private final X509Certificate certificate;
        private final PrivateKey key;

        OneKey(X509Certificate certificate, PrivateKey key) {
            this.certificate = certificate;
            this.key = key;
        }

        @Override
        public String[] getClientAliases(String keyType, Principal @Nullable [] issuers) {
            return new String[] {ALIAS};
        }

        @Override
        public @Nullable String chooseClientAlias(
                String[] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
            return choose(keyTypes);
        }

        @Override
        public @Nullable String chooseEngineClientAlias(
                String[] keyTypes, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
            return choose(keyTypes);
        }

        @Override
        public String[] getServerAliases(String keyType, Principal @Nullable [] issuers) {
            return new String[] {ALIAS};
        }

        @Override
        public @Nullable String chooseServerAlias(
                String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
            return choose(keyType);
        }

        @Override
        public @Nullable String chooseEngineServerAlias(
                String keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
            return choose(keyType);
        }

        @Override
        public X509Certificate[] getCertificateChain(String alias) {
            return new X509Certificate[] {certificate};
        }

        @Override
        public PrivateKey getPrivateKey(String alias) {
            return key;
        }

        private static @Nullable String choose(String... keyTypes) {
            for (String keyType : keyTypes) {
                if (keyType.equals(KEY_TYPE)) {
                    return ALIAS;
                }
            }
            return null;
        }
    }
}
