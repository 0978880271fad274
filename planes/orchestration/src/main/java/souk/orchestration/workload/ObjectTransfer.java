package souk.orchestration.workload;

import java.nio.file.Path;

/// Moves files between this provider and URLs. An interrupt of the calling thread ends a transfer.
public interface ObjectTransfer {
    /// Fetches into a new file.
    ///
    /// @throws souk.core.error.SoukException `TOO_LARGE` beyond `maxBytes`, with no more than these written;
    ///     `NOT_FOUND`, `FORBIDDEN`, `UNAVAILABLE`, `DEADLINE_EXCEEDED`
    void download(String url, Path to, long maxBytes);

    /// Uploads a file with PUT, replacing what is there.
    ///
    /// @throws souk.core.error.SoukException `FORBIDDEN`, `UNAVAILABLE`, `DEADLINE_EXCEEDED`
    void upload(Path from, String url);
}
