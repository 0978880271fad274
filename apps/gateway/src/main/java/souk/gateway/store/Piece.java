package souk.gateway.store;

/// A run of the bytes of a body, by where it is.
public sealed interface Piece {
    /// Plaintext bytes, at least 1.
    long length();

    /// At the providers.
    record Stored(SegmentRef segment) implements Piece {
        @Override
        public long length() {
            return segment.length();
        }
    }

    /// In the metadata itself, sealed: durable with the gateway's own disk and no more than that.
    ///
    /// @param sealed what [InlineSeal] made
    @SuppressWarnings("ArrayRecordComponent") // opaque, never compared
    record Inline(byte[] sealed, long length) implements Piece {}
}
