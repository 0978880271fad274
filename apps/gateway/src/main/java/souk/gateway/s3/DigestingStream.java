package souk.gateway.s3;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/// Hands every byte read to the digests as well.
final class DigestingStream extends FilterInputStream {
    private final BodyDigests digests;

    DigestingStream(InputStream source, BodyDigests digests) {
        super(source);
        this.digests = digests;
    }

    @Override
    public int read() throws IOException {
        var one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        var count = in.read(target, offset, length);
        if (count > 0) {
            digests.update(target, offset, count);
        }
        return count;
    }
}
