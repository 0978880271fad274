package souk.core.merkle;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.hash.Sha256;
import souk.core.value.Digest;

/// The proof that bytes are a range of the object with a known root. It does not grow with the range: it
/// tells what lies beside it, the hashes left and right on the way up and the rest of the first and the
/// last cell.
///
/// As bytes, numbers big endian: version 1 (u8), spans of the object (u32), the first one touched (u32),
/// how many are touched (u8), their lengths (u64 each); the nodes of the object's tree beside them (u8;
/// hash and bytes as u64 each); the bytes of the first cell before the range and of the last one after it
/// (u16 and the bytes, each); the nodes beside the range in the trees of the first and the last span
/// touched (u8; hash each).
///
/// @param spans of the object
/// @param first the first span touched
/// @param lengths of the spans touched
/// @param beside nodes of the object's tree, from left to right
/// @param before what the first cell holds before the range
/// @param after what the last cell holds after the range
/// @param inner nodes of the spans' trees, from left to right
@SuppressWarnings("ArrayRecordComponent") // handed over, never compared
public record RangeProof(
        long spans,
        long first,
        List<Long> lengths,
        List<ObjectTreeNode> beside,
        byte[] before,
        byte[] after,
        List<Digest> inner) {
    /// Spans that one proof may touch, so that it fits a header; 320 MiB of an object of parts.
    public static final int MAX_SPANS = 64;

    /// Longest proof in bytes: 10,000 parts of 5 GiB, all that is bounded at its bound.
    public static final int MAX_BYTES = 8 * 1024;

    private static final byte VERSION = 1;
    private static final int MAX_NODES = 128;

    /// A node beside the spans touched.
    ///
    /// @param bytes below it
    public record ObjectTreeNode(Digest hash, long bytes) {}

    public RangeProof {
        lengths = List.copyOf(lengths);
        beside = List.copyOf(beside);
        inner = List.copyOf(inner);
    }

    /// The proof of no bytes, which only an object without any has.
    static final RangeProof OF_NOTHING =
            new RangeProof(0, 0, List.of(), List.of(), new byte[0], new byte[0], List.of());

    /// Whether these are the bytes from `from` on of the object with this root. Never throws on what others
    /// sent.
    ///
    /// @return the size of that object, or empty if they are not
    public OptionalLong verify(Digest root, long from, byte[] bytes) {
        try {
            return new RangeCheck(this, from, bytes).run(root);
        } catch (IllegalArgumentException | ArithmeticException | IndexOutOfBoundsException e) {
            // Numbers that belong to no object; the proof was made up.
            return OptionalLong.empty();
        }
    }

    /// As bytes.
    public byte[] encode() {
        var out = ByteBuffer.allocate(MAX_BYTES);
        out.put(VERSION).putInt(Math.toIntExact(spans)).putInt(Math.toIntExact(first));
        out.put((byte) lengths.size());
        lengths.forEach(out::putLong);
        out.put((byte) beside.size());
        beside.forEach(node -> out.put(node.hash.bytes()).putLong(node.bytes));
        out.putShort((short) before.length).put(before);
        out.putShort((short) after.length).put(after);
        out.put((byte) inner.size());
        inner.forEach(hash -> out.put(hash.bytes()));
        return Arrays.copyOf(out.array(), out.position());
    }

    /// The proof in these bytes.
    ///
    /// @throws SoukException `CORRUPT` if there is none
    public static RangeProof decode(byte[] bytes) {
        try {
            return read(ByteBuffer.wrap(bytes));
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            throw new SoukException(ErrorCode.CORRUPT, "not a proof of a range", e);
        }
    }

    private static RangeProof read(ByteBuffer in) {
        check(in.remaining() <= MAX_BYTES && in.get() == VERSION);
        long spans = in.getInt();
        long first = in.getInt();
        int touched = count(in, MAX_SPANS);
        List<Long> lengths = new ArrayList<>();
        for (int i = 0; i < touched; i++) {
            lengths.add(in.getLong());
        }
        int nodes = count(in, MAX_NODES);
        List<ObjectTreeNode> beside = new ArrayList<>();
        for (int i = 0; i < nodes; i++) {
            beside.add(new ObjectTreeNode(hash(in), in.getLong()));
        }
        var before = cell(in);
        var after = cell(in);
        int hashes = count(in, MAX_NODES);
        List<Digest> inner = new ArrayList<>();
        for (int i = 0; i < hashes; i++) {
            inner.add(hash(in));
        }
        check(!in.hasRemaining());
        return new RangeProof(spans, first, lengths, beside, before, after, inner);
    }

    private static int count(ByteBuffer in, int most) {
        int count = Byte.toUnsignedInt(in.get());
        check(count <= most);
        return count;
    }

    private static byte[] cell(ByteBuffer in) {
        int length = Short.toUnsignedInt(in.getShort());
        check(length < MerkleTree.CELL_BYTES);
        var bytes = new byte[length];
        in.get(bytes);
        return bytes;
    }

    private static Digest hash(ByteBuffer in) {
        var bytes = new byte[Sha256.BYTES];
        in.get(bytes);
        return Digest.of(bytes);
    }

    private static void check(boolean holds) {
        if (!holds) {
            throw new IllegalArgumentException("out of bounds");
        }
    }
}
