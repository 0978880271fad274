package souk.storage;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.util.zip.CRC32C;

/// Writes the body of one record into the room reserved for it. One owner.
final class RecordWriter implements AutoCloseable {
    private final RecordHeader header;
    private final long nonce;
    private final LogAppender log;
    private final RandomAccessFile file;
    private final CRC32C checksum = new CRC32C();

    RecordWriter(RecordHeader header, long nonce, LogAppender log) throws IOException {
        this.header = header;
        this.nonce = nonce;
        this.log = log;
        this.file = log.handle();
        file.seek(header.location().position() + RecordHeader.HEADER_BYTES);
    }

    RecordHeader header() {
        return header;
    }

    LogAppender log() {
        return log;
    }

    void write(byte[] bytes, int length) throws IOException {
        checksum.update(bytes, 0, length);
        file.write(bytes, 0, length);
    }

    int bodyCrc() {
        return (int) checksum.getValue();
    }

    /// Makes the record valid. What is not finished never existed.
    void finish() throws IOException {
        file.write(header.footer(bodyCrc(), nonce));
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
