package souk.availability;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import souk.core.erasure.ReedSolomon;
import souk.core.merkle.MerkleTree;
import souk.core.record.Cid;

/// Cuts records into pieces and puts them together again.
final class RecordCoding {
    private RecordCoding() {}

    /// All pieces of a record, by index.
    static List<Piece> split(byte[] record, int count) {
        int needed = PieceSet.needed(count);
        int pieceLength = (record.length + needed - 1) / needed;
        var data = new byte[needed][];
        for (int i = 0; i < needed; i++) {
            int from = Math.min(i * pieceLength, record.length);
            int to = Math.min(from + pieceLength, record.length);
            data[i] = Arrays.copyOf(Arrays.copyOfRange(record, from, to), pieceLength);
        }
        var parity = new byte[count - needed][pieceLength];
        ReedSolomon.of(needed, count).encode(data, parity, 0, pieceLength);
        var all = new ArrayList<>(List.of(data));
        all.addAll(List.of(parity));
        return pieces(record, all);
    }

    private static List<Piece> pieces(byte[] record, List<byte[]> all) {
        var tree = MerkleTree.of(all);
        var set = new PieceSet(Cid.of(record), tree.root(), record.length, all.size());
        return IntStream.range(0, all.size())
                .mapToObj(i -> new Piece(set, i, all.get(i), tree.inclusionPath(i)))
                .toList();
    }

    /// The bytes that k genuine pieces of one set stand for; whether they are the record, the CID tells.
    ///
    /// @param pieces exactly `set.needed()`, of distinct indexes
    static byte[] join(PieceSet set, List<Piece> pieces) {
        int needed = set.needed();
        int pieceLength = set.pieceLength();
        var have = pieces.stream().map(Piece::index).toList();
        var wanted = IntStream.range(0, needed).boxed().toList();
        var data = new byte[needed][pieceLength];
        ReedSolomon.of(needed, set.count())
                .recovery(have, wanted)
                .apply(pieces.stream().map(Piece::bytes).toArray(byte[][]::new), data, 0, pieceLength);
        var record = new byte[set.length()];
        for (int i = 0; i < needed; i++) {
            int from = Math.min(i * pieceLength, record.length);
            System.arraycopy(data[i], 0, record, from, Math.min(pieceLength, record.length - from));
        }
        return record;
    }
}
