package souk.core.merkle;

import java.util.Arrays;
import souk.core.hash.Sha256;

/// Hashes a span while its bytes pass. One owner at a time.
public final class SpanHasher {
    private MerkleHasher chunk = MerkleHasher.forRoot();
    private byte[] chunks = new byte[0];
    private int count;
    private int filled;
    private long length;

    /// Appends bytes, at any cut.
    public SpanHasher append(byte[] bytes, int offset, int size) {
        for (int done = 0; done < size; ) {
            int taken = Math.min(Span.CHUNK_BYTES - filled, size - done);
            chunk.append(bytes, offset + done, taken);
            filled += taken;
            done += taken;
            if (filled == Span.CHUNK_BYTES) {
                endChunk();
            }
        }
        length += size;
        return this;
    }

    /// What was hashed; nothing may be appended after.
    public Span span() {
        if (filled > 0) {
            endChunk();
        }
        return new Span(length, Arrays.copyOf(chunks, count * Sha256.BYTES));
    }

    private void endChunk() {
        int at = count * Sha256.BYTES;
        if (at == chunks.length) {
            chunks = Arrays.copyOf(chunks, Math.max(Sha256.BYTES, 2 * chunks.length));
        }
        System.arraycopy(chunk.root().bytes(), 0, chunks, at, Sha256.BYTES);
        chunk = MerkleHasher.forRoot();
        count++;
        filled = 0;
    }
}
