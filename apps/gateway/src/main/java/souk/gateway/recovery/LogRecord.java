package souk.gateway.recovery;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.record.Cid;
import souk.core.value.Digest;

/// Changes of the databases since the record before.
///
/// @param before the names of the records before, the newest first; several, so that they can be fetched at
///     once
/// @param parts entries of the databases' journals, in the order in which they are to be replayed
record LogRecord(List<Cid> before, List<Part> parts) {
    /// How many names of earlier records one holds: 1 KiB, and a day's log is read in minutes.
    static final int WINDOW = 32;

    private static final int VERSION = 1;

    /// A piece of an entry; most entries have one.
    ///
    /// @param sequence of the entry in its database
    /// @param last whether the entry ends here
    record Part(String database, long sequence, boolean last, byte[] bytes) {
        /// Bytes of a part without its own bytes, at most.
        static final int OVERHEAD = 64;
    }

    LogRecord {
        before = List.copyOf(before);
        parts = List.copyOf(parts);
    }

    byte[] encode() {
        var bytes = new ByteArrayOutputStream();
        try (var out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            out.writeByte(before.size());
            for (var cid : before) {
                out.write(cid.digest().bytes());
            }
            out.writeInt(parts.size());
            for (var part : parts) {
                out.writeUTF(part.database);
                out.writeLong(part.sequence);
                out.writeBoolean(part.last);
                out.writeInt(part.bytes.length);
                out.write(part.bytes);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /// Reads what [#encode] wrote.
    ///
    /// @throws SoukException `CORRUPT`; `NOT_SUPPORTED` for another version
    static LogRecord decode(byte[] bytes) {
        try (var in = new DataInputStream(new java.io.ByteArrayInputStream(bytes))) {
            if (in.readByte() != VERSION) {
                throw new SoukException(
                        ErrorCode.NOT_SUPPORTED, "a log was written by a newer version of Souk: recover with that one");
            }
            int names = in.readUnsignedByte();
            var before = new ArrayList<Cid>();
            for (int i = 0; i < names; i++) {
                before.add(Cid.of(Digest.of(in.readNBytes(Digest.BYTES))));
            }
            int count = in.readInt();
            var parts = new ArrayList<Part>();
            for (int i = 0; i < count; i++) {
                parts.add(part(in));
            }
            return new LogRecord(before, parts);
        } catch (IOException | IllegalArgumentException e) {
            throw new SoukException(ErrorCode.CORRUPT, "a log record is cut short or damaged", e);
        }
    }

    private static Part part(DataInputStream in) throws IOException {
        var database = in.readUTF();
        long sequence = in.readLong();
        boolean last = in.readBoolean();
        int length = in.readInt();
        if (length < 0 || length > in.available()) {
            throw new IOException("a length of " + length);
        }
        return new Part(database, sequence, last, in.readNBytes(length));
    }
}
