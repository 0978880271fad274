package souk.compute;

/// What a guest may still write. Bytes count when they are written, overwriting included, and are never given back:
/// so the disk is bounded, and so is the wear.
final class WriteQuota {
    /// Files and directories a guest may create; each costs the host an inode, however small it is.
    static final int MAX_CREATED = 10_000;

    private final long limit;
    private long written;
    private int created;

    WriteQuota(long limit) {
        this.limit = limit;
    }

    long written() {
        return written;
    }

    void take(long bytes) {
        if (bytes < 0 || bytes > limit - written) {
            throw new WasiError(Errno.NOSPC);
        }
        written += bytes;
    }

    void create() {
        if (created == MAX_CREATED) {
            throw new WasiError(Errno.NOSPC);
        }
        created++;
    }
}
