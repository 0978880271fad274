package souk.trust;

import java.security.cert.CertificateException;

/// Takes one node and no other.
final class PinnedNode extends NodeCertificates {
    private final Did expected;

    PinnedNode(Did expected) {
        this.expected = expected;
    }

    @Override
    void check(Did peer) throws CertificateException {
        if (!peer.equals(expected)) {
            throw new CertificateException("expected " + expected + " but met " + peer);
        }
    }
}
