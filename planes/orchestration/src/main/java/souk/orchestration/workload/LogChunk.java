package souk.orchestration.workload;

/// A part of what a job printed.
///
/// @param from offset of the first byte, counted from the first the job printed; later than asked for where
///     older
///     output was dropped
/// @param bytes the output
/// @param next where to go on reading
public record LogChunk(long from, byte[] bytes, long next) {}
