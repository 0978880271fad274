package souk.node.process;

/// A node at work. Starting may take a while and may be tried again after it failed.
public interface Role extends AutoCloseable {
    /// Serves when it returns.
    ///
    /// @throws souk.core.error.SoukException when it cannot for now
    void start();

    /// Stops serving; everything durable stays for the next start.
    @Override
    void close();
}
