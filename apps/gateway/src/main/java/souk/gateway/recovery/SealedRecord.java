package souk.gateway.recovery;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import souk.availability.PieceSet;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.hash.Sha256;
import souk.core.seal.FrameOpener;
import souk.core.seal.FrameSealer;
import souk.core.seal.Frames;
import souk.core.seal.Hkdf;
import souk.core.seal.SealKey;
import souk.core.value.Digest;

/// Bytes of the gateway as custodians get them: compressed, then sealed under a key of their own.
///
/// ```
/// header   = version 0x01 ‖ kind u8 ‖ salt (32)
/// salt     = HKDF-SHA-256(records key, salt "", info "souk recovery salt 1" ‖ kind ‖ SHA-256(content), 32)
/// key      = HKDF-SHA-256(records key, salt, info "souk recovery key 1" ‖ kind, 32)
/// content  = u32 BE length ‖ raw DEFLATE of the plaintext
/// record   = header ‖ content in frames of 4 cells (Frames), segment id SHA-256(header)
/// ```
///
/// The salt follows from the content, so no key seals two contents, there is no randomness to fail, and
/// what did not change gives the same record, which custodians have already. Sizes show in steps of 4 KiB.
final class SealedRecord {
    /// Most bytes of plaintext, so that a record fits into custody even if nothing can be compressed.
    static final int MAX_PLAIN = 1_000_000;

    private static final byte VERSION = 1;
    private static final int CELLS = 4;
    private static final int HEADER = 2 + Digest.BYTES;
    private static final byte[] SALT = "souk recovery salt 1".getBytes(US_ASCII);
    private static final byte[] KEY = "souk recovery key 1".getBytes(US_ASCII);

    private SealedRecord() {}

    /// What a record is; the number is part of the format.
    enum Kind {
        /// A part of a file.
        CHUNK(1),
        /// What makes up a snapshot.
        MANIFEST(2),
        /// Changes since a snapshot.
        LOG(3);

        private final byte number;

        Kind(int number) {
            this.number = (byte) number;
        }
    }

    /// @param plain at most [#MAX_PLAIN] bytes
    static byte[] seal(SealKey records, Kind kind, byte[] plain) {
        if (plain.length > MAX_PLAIN) {
            throw new SoukException(ErrorCode.TOO_LARGE, "a sealed record has at most " + MAX_PLAIN + " bytes");
        }
        var content = deflated(plain);
        var info = join(SALT, new byte[] {kind.number}, Sha256.hash(content));
        var header =
                join(new byte[] {VERSION, kind.number}, Hkdf.derive(records.bytes(), new byte[0], info, Digest.BYTES));
        int frames = Frames.count(CELLS, content.length);
        int room = Frames.plainBytes(CELLS);
        var record = Arrays.copyOf(header, HEADER + frames * Frames.sealedBytes(CELLS));
        var sealer = new FrameSealer(key(records, header), Digest.of(Sha256.hash(header)), CELLS);
        for (int frame = 0; frame < frames; frame++) {
            int from = frame * room;
            int at = HEADER + frame * Frames.sealedBytes(CELLS);
            if (frame < frames - 1) {
                sealer.seal(content, from, room, record, at);
            } else {
                sealer.sealLast(content, from, content.length - from, record, at);
            }
        }
        return record;
    }

    /// @throws SoukException `CORRUPT` when it is not of this kind under this key, or was altered
    static byte[] open(SealKey records, Kind kind, byte[] record) {
        int sealed = record.length - HEADER;
        if (sealed <= 0
                || sealed % Frames.sealedBytes(CELLS) != 0
                || record[0] != VERSION
                || record[1] != kind.number
                || record.length > PieceSet.MAX_RECORD) {
            throw corrupt(kind);
        }
        var header = Arrays.copyOf(record, HEADER);
        var opener = new FrameOpener(key(records, header), Digest.of(Sha256.hash(header)), CELLS);
        int frames = sealed / Frames.sealedBytes(CELLS);
        int room = Frames.plainBytes(CELLS);
        var content = new byte[frames * room];
        for (int frame = 0; frame < frames; frame++) {
            int at = HEADER + frame * Frames.sealedBytes(CELLS);
            if (!opener.open(frame, frame == frames - 1, record, at, content, frame * room)) {
                throw corrupt(kind);
            }
        }
        return inflated(kind, content);
    }

    private static SealKey key(SealKey records, byte[] header) {
        var salt = Arrays.copyOfRange(header, 2, HEADER);
        return SealKey.of(Hkdf.derive(records.bytes(), salt, join(KEY, new byte[] {header[1]}), SealKey.BYTES));
    }

    private static byte[] deflated(byte[] plain) {
        var out = new ByteArrayOutputStream(plain.length / 2 + 64);
        out.writeBytes(new byte[Integer.BYTES]);
        var buffer = new byte[1 << 14];
        try (var deflater = new Deflater(Deflater.BEST_SPEED, true)) {
            deflater.setInput(plain);
            deflater.finish();
            while (!deflater.finished()) {
                out.write(buffer, 0, deflater.deflate(buffer));
            }
        }
        var content = out.toByteArray();
        ByteBuffer.wrap(content).putInt(content.length - Integer.BYTES);
        return content;
    }

    private static byte[] inflated(Kind kind, byte[] content) {
        int length = ByteBuffer.wrap(content).getInt();
        if (length < 0 || length > content.length - Integer.BYTES) {
            throw corrupt(kind);
        }
        var plain = new byte[MAX_PLAIN];
        try (var inflater = new Inflater(true)) {
            inflater.setInput(content, Integer.BYTES, length);
            int size = inflater.inflate(plain);
            if (!inflater.finished() && inflater.inflate(new byte[1]) > 0) {
                throw corrupt(kind);
            }
            return Arrays.copyOf(plain, size);
        } catch (DataFormatException e) {
            throw corrupt(kind);
        }
    }

    private static byte[] join(byte[]... parts) {
        var out = new ByteArrayOutputStream();
        for (var part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    private static SoukException corrupt(Kind kind) {
        return new SoukException(
                ErrorCode.CORRUPT, "a record is no " + kind + " sealed under this root key, or was altered");
    }
}
