package souk.storage;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.util.Objects;

/// Some bytes of one record. It has its own handle, so compaction may remove the log meanwhile.
final class RecordStream extends InputStream {
    private final RandomAccessFile file;
    private int remaining;

    RecordStream(RandomAccessFile file, int remaining) {
        this.file = file;
        this.remaining = remaining;
    }

    @Override
    public int read() throws IOException {
        var one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        if (remaining == 0) {
            return -1;
        }
        if (length == 0) {
            return 0;
        }
        int taken = file.read(bytes, offset, Math.min(length, remaining));
        if (taken < 0) {
            throw new EOFException("the log ends within a shard");
        }
        remaining -= taken;
        return taken;
    }

    @Override
    public int available() {
        return remaining;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
