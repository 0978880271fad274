package souk.assurance;

/// Port: signs with the node's Ed25519 key.
public interface NodeSigner {
    /// The 64 bytes of the signature.
    byte[] sign(byte[] message);
}
