package souk.net;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;

/// The body of a request: passes on a given number of bytes and refuses the next. What the caller does wrong comes as
/// a [SoukException] and never looks like a fault of ours.
///
/// Closing it does nothing, since the connection goes on behind it; [#drain] finishes it.
final class BoundedInput extends InputStream {
    /// What is left unread of a body is read and dropped up to here, more than the largest shard: a sender that is in
    /// the middle of its upload hears an answer only when it is through with it.
    private static final int MAX_DRAINED_BYTES = 8 * 1024 * 1024;

    private final InputStream in;
    private final long limit;
    private long taken;
    private boolean broken;

    BoundedInput(InputStream in, long limit) {
        this.in = in;
        this.limit = limit;
    }

    @Override
    public int read() {
        var one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) {
        int count = receive(target, offset, length);
        if (count > 0) {
            taken += count;
        }
        if (taken > limit) {
            throw new SoukException(ErrorCode.TOO_LARGE, "a body may have " + limit + " bytes here");
        }
        return count;
    }

    /// Reads what is left; whether that was the end. After a fault nobody knows where a body ends.
    boolean drain() {
        if (broken) {
            return false;
        }
        var buffer = new byte[16 * 1024];
        try {
            for (int left = MAX_DRAINED_BYTES; left > 0; ) {
                int count = receive(buffer, 0, buffer.length);
                if (count < 0) {
                    return true;
                }
                left -= count;
            }
        } catch (SoukException e) {
            return false;
        }
        return false;
    }

    private int receive(byte[] target, int offset, int length) {
        try {
            return in.read(target, offset, length);
        } catch (UncheckedIOException | IOException e) {
            broken = true;
            throw new SoukException(ErrorCode.BAD_REQUEST, "the body of the request broke off", e);
        } catch (RuntimeException e) {
            broken = true;
            throw new SoukException(ErrorCode.BAD_REQUEST, "the body of the request is malformed", e);
        }
    }
}
