package souk.compute;

/// Takes what a job prints, while it runs, on the sandbox's thread. A slow sink slows the job down.
public interface OutputSink {
    /// Drops everything.
    OutputSink NONE = (stream, bytes) -> {};

    enum Stream {
        STDOUT,
        STDERR
    }

    /// The next bytes of a stream; the array is the sink's to keep.
    void accept(Stream stream, byte[] bytes);
}
