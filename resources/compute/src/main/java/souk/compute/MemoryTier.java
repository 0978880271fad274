package souk.compute;

/// The sizes sandbox processes come in, so that a spare fits more than one kind of job.
///
/// @param guestBytes the largest linear memory the process can hold
record MemoryTier(long guestBytes) implements Comparable<MemoryTier> {
    private static final long SMALLEST = 64L << 20;

    /// The engine, the compiler and a guest's files need this besides the guest's memory.
    private static final long ENGINE_HEAP_BYTES = 128L << 20;

    /// Code, metadata, thread stacks and the JVM's reservations.
    private static final long OTHER_BYTES = 2L << 30;

    static MemoryTier holding(long bytes) {
        long tier = SMALLEST;
        while (tier < bytes) {
            tier *= 2;
        }
        return new MemoryTier(tier);
    }

    long heapMebibytes() {
        return (guestBytes + ENGINE_HEAP_BYTES) >> 20;
    }

    long addressSpaceBytes() {
        return guestBytes + ENGINE_HEAP_BYTES + OTHER_BYTES;
    }

    @Override
    public int compareTo(MemoryTier other) {
        return Long.compare(guestBytes, other.guestBytes);
    }
}
