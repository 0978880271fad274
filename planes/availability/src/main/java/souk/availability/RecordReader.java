package souk.availability;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.record.Cid;

/// Reads records back from custodians, believing none of them.
///
/// Pieces are grouped by the set they claim, and a piece counts when its path leads to the set's root,
/// whoever gave it: custodians may sit elsewhere in today's committee than in that of the record. Those
/// that lie can neither alter a piece of a set nor crowd one out: the record is found as soon as k pieces
/// of its genuine set were given. What the pieces give counts when its SHA-256 is the name that was asked
/// for.
public final class RecordReader {
    /// Custodians that have not answered by then are not waited for.
    public static final Duration PATIENCE = Duration.ofSeconds(10);

    private final CustodianClient custodians;

    public RecordReader(CustodianClient custodians) {
        this.custodians = custodians;
    }

    /// A record that was found.
    ///
    /// @param bytes whose CID was checked
    /// @param answered custodians that gave a genuine piece before it was complete
    public record Found(byte[] bytes, PieceSet set, int answered) {}

    /// Asks the whole committee at once.
    ///
    /// @throws SoukException `NOT_FOUND` when so many custodians say they have nothing that the rest could
    ///     not hold the
    ///     record; `CORRUPT` when a complete set gave other bytes; `UNAVAILABLE` when too few answered,
    ///     saying how many
    public Found get(Cid cid, Committee committee) {
        return get(cid, committee.members());
    }

    /// Asks these custodians at once, whatever committee they are or were in.
    ///
    /// @throws SoukException as the other [#get]
    public Found get(Cid cid, List<Custodian> asked) {
        var search = new Search(cid);
        var calls = asked.stream()
                .<Callable<List<Piece>>>map(member -> () -> custodians.get(member, cid))
                .toList();
        Parallel.run(calls, PATIENCE, (_, result) -> switch (result) {
            case Parallel.Done<List<Piece>>(List<Piece> pieces) -> search.heard(pieces);
            case Parallel.Failed<List<Piece>> _ -> search.failed();
        });
        return search.found().orElseThrow(() -> search.failure(asked.size()));
    }

    private static final class Search {
        /// A custodian cannot make the reader work for more sets than this.
        private static final int MAX_PIECES = 16;

        private final Cid cid;
        private final Map<PieceSet, TreeMap<Integer, Piece>> sets = new HashMap<>();
        private final Set<PieceSet> broken = new HashSet<>();
        private Optional<Found> found = Optional.empty();
        private int empty;
        private int failures;

        Search(Cid cid) {
            this.cid = cid;
        }

        boolean heard(List<Piece> pieces) {
            if (pieces.isEmpty()) {
                empty++;
            }
            pieces.stream()
                    .limit(MAX_PIECES)
                    .filter(piece -> piece.set().cid().equals(cid))
                    .filter(Piece::isGenuine)
                    .forEach(this::add);
            return found.isPresent();
        }

        boolean failed() {
            failures++;
            return false;
        }

        Optional<Found> found() {
            return found;
        }

        /// A set whose pieces give other bytes was made by a liar: k more of its pieces would not help.
        private void add(Piece piece) {
            var pieces = sets.computeIfAbsent(piece.set(), _ -> new TreeMap<>());
            pieces.put(piece.index(), piece);
            if (found.isPresent()
                    || broken.contains(piece.set())
                    || pieces.size() < piece.set().needed()) {
                return;
            }
            var bytes = RecordCoding.join(piece.set(), List.copyOf(pieces.values()));
            if (Cid.of(bytes).equals(cid)) {
                found = Optional.of(new Found(bytes, piece.set(), pieces.size()));
                return;
            }
            broken.add(piece.set());
        }

        SoukException failure(int asked) {
            if (!broken.isEmpty()) {
                return new SoukException(
                        ErrorCode.CORRUPT, "custodians hold pieces of something else under the name " + cid);
            }
            int needed = PieceSet.needed(asked);
            if (asked - empty < needed || sets.isEmpty() && failures == 0) {
                return new SoukException(ErrorCode.NOT_FOUND, "no record " + cid);
            }
            int most = sets.values().stream().mapToInt(Map::size).max().orElse(0);
            return new SoukException(
                    ErrorCode.UNAVAILABLE,
                    "record " + cid + ": " + most + " pieces found, " + needed + " needed of " + asked + "; " + failures
                            + " custodians failed");
        }
    }
}
