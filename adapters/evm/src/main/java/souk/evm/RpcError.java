package souk.evm;

import java.util.Optional;

/// The node's answer was an error, as opposed to no answer at all.
final class RpcError extends RuntimeException {
    private final transient Optional<byte[]> data;

    RpcError(long code, String message, Optional<byte[]> data) {
        super(message + " (" + code + ")");
        this.data = data;
    }

    /// What the reverted contract said: the ABI-encoded error, when there is one.
    Optional<byte[]> revertData() {
        return data;
    }
}
