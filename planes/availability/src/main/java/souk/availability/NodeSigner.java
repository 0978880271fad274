package souk.availability;

/// Signs with this node's Ed25519 key.
@FunctionalInterface
public interface NodeSigner {
    /// The signature, 64 bytes.
    byte[] sign(byte[] message);
}
