package souk.availability;

/// Checks Ed25519 signatures of nodes.
@FunctionalInterface
public interface NodeSignatureCheck {
    /// Whether the node signed the message. Malformed identities and signatures are false, never an exception.
    ///
    /// @param did `did:key:…`
    boolean valid(String did, byte[] message, byte[] signature);
}
