package souk.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.Test;
import souk.core.error.SoukException;

class TlsIdentityTest {
    private final TlsIdentity server = TlsIdentity.of(NodeKey.generate(new SecureRandom()));
    private final TlsIdentity client = TlsIdentity.of(NodeKey.generate(new SecureRandom()));

    @Test
    void namesTheNodeInItsCertificate() throws Exception {
        var certificate = server.certificate();

        certificate.verify(certificate.getPublicKey());
        assertThat(TlsIdentity.didOf(certificate)).isEqualTo(server.did());
        assertThat(certificate.getSubjectAlternativeNames().iterator().next().get(1))
                .isEqualTo(server.did().text());
    }

    @Test
    void givesTheSameCertificateForTheSameKey() {
        var key = NodeKey.generate(new SecureRandom());

        assertThat(TlsIdentity.of(key).certificate())
                .isEqualTo(TlsIdentity.of(key).certificate());
    }

    @Test
    void letsBothSidesKnowEachOther() throws Exception {
        var seen = meet(client.clientContext(server.did()));

        assertThat(seen.get()).isEqualTo(client.did());
    }

    @Test
    void speaksTls13WithAesGcm() throws Exception {
        try (var listener = listen();
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            threads.submit(acceptor(listener));
            try (var socket = connect(client.clientContext(server.did()), listener)) {
                assertThat(socket.getSession().getProtocol()).isEqualTo("TLSv1.3");
                assertThat(socket.getSession().getCipherSuite()).isEqualTo("TLS_AES_128_GCM_SHA256");
            }
        }
    }

    @Test
    void refusesAServerOfAnotherName() {
        var stranger = NodeKey.generate(new SecureRandom()).did();

        assertThatThrownBy(() -> meet(client.clientContext(stranger)))
                .isInstanceOf(SSLException.class)
                .hasMessageContaining(stranger.text());
    }

    @Test
    void refusesAClientWithoutACertificate() throws Exception {
        var anonymous = SSLContext.getInstance(TlsIdentity.PROTOCOL);
        anonymous.init(null, new TrustManager[] {new AnyNode()}, null);

        assertRefusedByServer(anonymous);
    }

    @Test
    void refusesACertificateOfAnotherKind() throws Exception {
        var pair = KeyPairGenerator.getInstance("RSA").generateKeyPair();
        var certificate = new JcaX509v3CertificateBuilder(
                        new X500Name("CN=rsa"),
                        BigInteger.ONE,
                        server.certificate().getNotBefore(),
                        server.certificate().getNotAfter(),
                        new X500Name("CN=rsa"),
                        pair.getPublic())
                .build(new JcaContentSignerBuilder("SHA256withRSA").build(pair.getPrivate()));
        X509Certificate rsa = new JcaX509CertificateConverter().getCertificate(certificate);

        assertThatThrownBy(() -> TlsIdentity.didOf(rsa))
                .isInstanceOf(SoukException.class)
                .hasMessageContaining("Ed25519");
    }

    @Test
    void keepsTheNameOfAPeerThatResumesItsSession() throws Exception {
        var context = client.clientContext(server.did());
        try (var listener = listen();
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 3; i++) {
                var seen = threads.submit(acceptor(listener));
                try (var socket = connect(context, listener)) {
                    socket.getInputStream().readAllBytes();
                }
                assertThat(seen.get()).isEqualTo(client.did());
            }
        }
    }

    private void assertRefusedByServer(SSLContext context) {
        assertThatThrownBy(() -> {
                    try {
                        meet(context).get();
                    } catch (ExecutionException e) {
                        throw (Exception) e.getCause();
                    }
                })
                .isInstanceOf(IOException.class);
    }

    private Future<Did> meet(SSLContext context) throws IOException {
        try (var listener = listen();
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var seen = threads.submit(acceptor(listener));
            try (var socket = connect(context, listener)) {
                socket.getInputStream().readAllBytes();
            }
            return seen;
        }
    }

    private SSLServerSocket listen() throws IOException {
        var listener = (SSLServerSocket) server.serverContext()
                .getServerSocketFactory()
                .createServerSocket(0, 8, InetAddress.getLoopbackAddress());
        listener.setSSLParameters(TlsIdentity.serverParameters());
        return listener;
    }

    private static Callable<Did> acceptor(ServerSocket listener) {
        return () -> {
            try (var socket = (SSLSocket) listener.accept()) {
                socket.startHandshake();
                socket.getOutputStream().write('.');
                return TlsIdentity.didOf((X509Certificate) socket.getSession().getPeerCertificates()[0]);
            }
        };
    }

    private static SSLSocket connect(SSLContext context, ServerSocket listener) throws IOException {
        var socket = (SSLSocket)
                context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), listener.getLocalPort());
        socket.setSSLParameters(TlsIdentity.clientParameters());
        socket.startHandshake();
        return socket;
    }
}
