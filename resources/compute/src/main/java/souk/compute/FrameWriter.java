package souk.compute;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/// The child's side of [JobWire]. One thread writes at a time: the guest's until it ends, then the main one.
final class FrameWriter {
    private final DataOutputStream out;

    FrameWriter(OutputStream out) {
        this.out = new DataOutputStream(new BufferedOutputStream(out, 1 << 16));
    }

    void write(int kind, byte[] bytes, int offset, int length) throws IOException {
        out.writeByte(kind);
        out.writeInt(length);
        out.write(bytes, offset, length);
        out.flush();
    }

    void ready() throws IOException {
        write(JobWire.READY, new byte[0], 0, 0);
    }

    void result(JobOutcome outcome) throws IOException {
        var body = new ByteArrayOutputStream();
        JobWire.writeOutcome(new DataOutputStream(body), outcome);
        write(JobWire.RESULT, body.toByteArray(), 0, body.size());
    }
}
