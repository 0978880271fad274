package souk.bench;

import java.time.Duration;

/// An S3 server that was started for a comparison and ends with it.
interface S3Server extends AutoCloseable {
    String name();

    /// How it keeps its bytes, for whoever reads the figures.
    String keeps();

    /// Whether it codes and encrypts, as Souk does.
    boolean codesAndEncrypts();

    Setting.Market market();

    /// Processor time of all its processes until now.
    Duration processor();

    @Override
    void close();
}
