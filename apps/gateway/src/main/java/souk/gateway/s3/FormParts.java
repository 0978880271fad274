package souk.gateway.s3;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/// The parts of a `multipart/form-data` body, one after the other, none of them held.
final class FormParts {
    /// A line of a part's head; browsers send a few hundred bytes.
    static final int MAX_LINE = 8 * 1024;

    private static final int BUFFER = 64 * 1024;

    private final InputStream source;
    private final byte[] delimiter;
    private final byte[] buffer = new byte[BUFFER];
    private int position;
    private int limit;

    FormParts(InputStream source, String boundary) {
        this.source = source;
        this.delimiter = ("\r\n--" + boundary).getBytes(UTF_8);
        // The first boundary has no line before it; with one put there it is like all others.
        buffer[0] = '\r';
        buffer[1] = '\n';
        limit = 2;
    }

    /// The bytes up to the next boundary; what is read of them is gone.
    ///
    /// Reading throws `EOFException` when the body ends without a boundary.
    InputStream part() {
        return new Part();
    }

    /// Goes over the boundary after a part that was read to its end.
    void next() {
        position += delimiter.length;
    }

    /// A line of the part's head, without its end.
    ///
    /// @throws EOFException when the body ends within it or it is too long
    String line() throws IOException {
        for (var length = 0; length < MAX_LINE && fill(length + 2); length++) {
            if (buffer[position + length] == '\r' && buffer[position + length + 1] == '\n') {
                var line = new String(buffer, position, length, UTF_8);
                position += length + 2;
                return line;
            }
        }
        throw new EOFException("the form's line has no end");
    }

    /// Whether so many bytes lie in the buffer, after reading what is missing.
    private boolean fill(int count) throws IOException {
        if (limit - position >= count) {
            return true;
        }
        System.arraycopy(buffer, position, buffer, 0, limit - position);
        limit -= position;
        position = 0;
        while (limit < count) {
            var read = source.read(buffer, limit, buffer.length - limit);
            if (read < 0) {
                return false;
            }
            limit += read;
        }
        return true;
    }

    /// Bytes of the part that lie in the buffer before the boundary, or before where one may begin.
    private int ahead() throws IOException {
        if (!fill(delimiter.length)) {
            throw new EOFException("the form ends without a boundary");
        }
        for (var at = position; at <= limit - delimiter.length; at++) {
            if (buffer[at] == '\r' && isDelimiter(at)) {
                return at - position;
            }
        }
        return limit - position - delimiter.length + 1;
    }

    private boolean isDelimiter(int at) {
        for (var i = 0; i < delimiter.length; i++) {
            if (buffer[at + i] != delimiter[i]) {
                return false;
            }
        }
        return true;
    }

    private final class Part extends InputStream {
        @Override
        public int read() throws IOException {
            var one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            var count = Math.min(length, ahead());
            if (count == 0) {
                return -1;
            }
            System.arraycopy(buffer, position, target, offset, count);
            position += count;
            return count;
        }
    }
}
