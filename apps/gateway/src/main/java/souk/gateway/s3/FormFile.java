package souk.gateway.s3;

import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/// The file of a form while it is read: of the size that was allowed and the checksum that was promised, or a fault.
///
/// As in [RequestBody], the fault is kept for whoever has to tell the client.
final class FormFile extends FilterInputStream {
    private final long min;
    private final long max;
    private final Optional<ChecksumHeaders.Value> expected;
    private final Optional<RunningChecksum> checksum;
    private long count;
    private boolean ended;
    private Optional<BodyFault> fault = Optional.empty();

    FormFile(InputStream file, long min, long max, Optional<ChecksumHeaders.Value> expected) {
        super(file);
        this.min = min;
        this.max = max;
        this.expected = expected;
        this.checksum = expected.map(value -> RunningChecksum.of(value.algorithm()));
    }

    Optional<BodyFault> fault() {
        return fault;
    }

    @Override
    public int read() throws IOException {
        var one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (ended) {
            return -1;
        }
        int read;
        try {
            read = in.read(target, offset, length);
        } catch (EOFException e) {
            throw keep(new BodyFault(S3Error.MalformedPOSTRequest));
        } catch (IOException | RuntimeException e) {
            throw keep(new BodyFault(S3Error.IncompleteBody));
        }
        if (read < 0) {
            ended = true;
            judge();
            return read;
        }
        count += read;
        if (count > max) {
            throw keep(new BodyFault(S3Error.EntityTooLarge));
        }
        checksum.ifPresent(running -> running.update(target, offset, read));
        return read;
    }

    private void judge() throws BodyFault {
        if (count < min) {
            throw keep(new BodyFault(S3Error.EntityTooSmall));
        }
        if (expected.isPresent()
                && !expected.get()
                        .base64()
                        .equals(ChecksumHeaders.base64(checksum.orElseThrow().value()))) {
            throw keep(new BodyFault(S3Error.BadDigest));
        }
    }

    private BodyFault keep(BodyFault first) {
        fault = fault.or(() -> Optional.of(first));
        return fault.get();
    }
}
