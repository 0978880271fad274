package souk.sql;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import souk.core.hash.Sha256;
import souk.core.value.Digest;

/// What one commit changed: all statements that did, in order. Replayed on a database in the same state
/// they bring it to the same state again. Whoever shows it to others seals it first: it holds names and
/// keys in clear.
///
/// @param sequence counts the commits of one database from 1
/// @param previous [#digest] of the entry before; [Digest#ZERO] for the first
/// @param schema version of the schema it was made under
/// @param body the statements, deflated
@SuppressWarnings("ArrayRecordComponent") // compared by its digest
public record LogEntry(long sequence, Digest previous, int schema, byte[] body) {
    /// The most bytes that an entry may hold before it is deflated: a hundred times what a deletion of
    /// 1,000 keys needs, and what fits into memory when it is replayed.
    public static final int MAX_BYTES = 64 << 20;

    private static final byte VERSION = 1;
    private static final int HEAD = 1 + Long.BYTES + Digest.BYTES + Integer.BYTES + Integer.BYTES;

    static LogEntry of(long sequence, Digest previous, int schema, byte[] statements) {
        return new LogEntry(sequence, previous, schema, deflate(statements));
    }

    /// Names this entry and, through `previous`, all before it.
    public Digest digest() {
        return Digest.of(Sha256.hash(encode()));
    }

    /// Version, sequence, previous, schema, length of the statements, their deflated bytes, and a
    /// checksum over all.
    public byte[] encode() {
        var out = ByteBuffer.allocate(HEAD + body.length + Integer.BYTES);
        out.put(VERSION).putLong(sequence).put(previous.bytes()).putInt(schema).putInt(body.length);
        out.put(body);
        return out.putInt(checksum(out.array(), out.position())).array();
    }

    /// Reads what [#encode] wrote.
    ///
    /// @throws IllegalArgumentException when the bytes are damaged or of a version that is not known
    public static LogEntry decode(byte[] bytes) {
        if (bytes.length < HEAD + Integer.BYTES || bytes[0] != VERSION) {
            throw new IllegalArgumentException("not a log entry of version " + VERSION);
        }
        var in = ByteBuffer.wrap(bytes);
        if (in.getInt(bytes.length - Integer.BYTES) != checksum(bytes, bytes.length - Integer.BYTES)) {
            throw new IllegalArgumentException("a log entry is damaged: its checksum");
        }
        in.position(1);
        long sequence = in.getLong();
        var previous = new byte[Digest.BYTES];
        in.get(previous);
        int schema = in.getInt();
        if (in.getInt() != bytes.length - HEAD - Integer.BYTES) {
            throw new IllegalArgumentException("a log entry is damaged: its length");
        }
        var body = new byte[bytes.length - HEAD - Integer.BYTES];
        in.get(body);
        return new LogEntry(sequence, Digest.of(previous), schema, body);
    }

    /// The statements again.
    ///
    /// @throws IllegalArgumentException when they are damaged, or more than [#MAX_BYTES]
    byte[] statements() {
        var inflater = new Inflater();
        try {
            inflater.setInput(body);
            var out = new ByteArrayOutputStream(Math.max(256, body.length * 2));
            var buffer = new byte[8_192];
            while (!inflater.finished()) {
                int count = inflater.inflate(buffer);
                if (count == 0 && !inflater.finished() || out.size() + count > MAX_BYTES) {
                    throw new IllegalArgumentException("a log entry is damaged: its statements");
                }
                out.write(buffer, 0, count);
            }
            return out.toByteArray();
        } catch (DataFormatException e) {
            throw new IllegalArgumentException("a log entry is damaged: its statements", e);
        } finally {
            inflater.end();
        }
    }

    /// Statements repeat their texts, so that little of these is left.
    private static byte[] deflate(byte[] statements) {
        var deflater = new Deflater(Deflater.BEST_SPEED);
        try {
            deflater.setInput(statements);
            deflater.finish();
            var out = new ByteArrayOutputStream(Math.max(256, statements.length / 2));
            var buffer = new byte[8_192];
            while (!deflater.finished()) {
                out.write(buffer, 0, deflater.deflate(buffer));
            }
            return out.toByteArray();
        } finally {
            deflater.end();
        }
    }

    private static int checksum(byte[] bytes, int length) {
        var crc = new CRC32C();
        crc.update(bytes, 0, length);
        return (int) crc.getValue();
    }
}
