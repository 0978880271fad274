package souk.net;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;

/// Passes on a given number of bytes and refuses the next.
final class BoundedInput extends FilterInputStream {
    private final long limit;
    private long taken;

    BoundedInput(InputStream in, long limit) {
        super(in);
        this.limit = limit;
    }

    @Override
    public int read() throws IOException {
        int value = super.read();
        if (value >= 0) {
            count(1);
        }
        return value;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        int count = super.read(target, offset, length);
        if (count > 0) {
            count(count);
        }
        return count;
    }

    @Override
    public long skip(long count) throws IOException {
        long skipped = super.skip(count);
        count(skipped);
        return skipped;
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    private void count(long bytes) {
        taken += bytes;
        if (taken > limit) {
            throw new SoukException(ErrorCode.TOO_LARGE, "a body may have " + limit + " bytes here");
        }
    }
}
