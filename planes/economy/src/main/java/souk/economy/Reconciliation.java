package souk.economy;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.json.Json;
import souk.core.json.JsonObject;
import souk.core.value.Digest;

/// Finds what another has and we have not, without sending all of it: range-based set reconciliation (Aljoscha Meyer,
/// SRDS 2023). Both keep their digests sorted. We say what we have in a range; if the other has the same it says
/// nothing, if it has few it names them, and otherwise it cuts the range into parts and says what it has in each. So
/// for d differences among n digests some d log n ranges cross the wire, and one when there is no difference.
///
/// Nothing has to be believed: what is named is asked for and checked like anything else that is published.
public final class Reconciliation {
    /// Parts of a range that is cut.
    static final int PARTS = 16;
    /// So few are named one by one.
    static final int FEW = 32;
    /// Ranges of one question.
    public static final int MAX_RANGES = 64;
    /// Ranges asked about in one go; more differences than that lead to are found in the next.
    static final int MAX_ASKED = 4_096;

    private Reconciliation() {}

    /// What the other says to some of our ranges.
    ///
    /// @param present digests that it has in small ranges that differ
    /// @param parts of larger ones
    public record Answer(List<Digest> present, List<DigestRange> parts) {
        public Answer {
            present = List.copyOf(present);
            parts = List.copyOf(parts);
        }

        public JsonObject toJson() {
            return Json.object()
                    .put("present", Json.texts(present.stream().map(Digest::hex).toList()))
                    .put(
                            "parts",
                            Json.array(parts.stream().map(DigestRange::toJson).toList()))
                    .build();
        }

        /// Reads what [#toJson] wrote.
        public static Answer from(JsonObject json) {
            return new Answer(
                    json.array("present").texts().stream().map(Digest::new).toList(),
                    json.array("parts").objects().map(DigestRange::from).toList());
        }
    }

    /// The other, asked.
    @FunctionalInterface
    public interface Other {
        /// @param ranges at most [#MAX_RANGES]
        /// @throws SoukException when it cannot be asked
        Answer ask(List<DigestRange> ranges);
    }

    /// Answers somebody's ranges.
    ///
    /// @throws SoukException `BAD_REQUEST` for more than [#MAX_RANGES]
    public static Answer answer(NavigableSet<Digest> ours, List<DigestRange> ranges) {
        if (ranges.size() > MAX_RANGES) {
            throw new SoukException(ErrorCode.BAD_REQUEST, "ask about " + MAX_RANGES + " ranges at once at most");
        }
        var present = new ArrayList<Digest>();
        var parts = new ArrayList<DigestRange>();
        for (var theirs : ranges) {
            var within = within(ours, theirs.from(), theirs.to());
            if (DigestRange.of(theirs.from(), theirs.to(), within).equals(theirs)) {
                continue;
            }
            if (within.size() <= FEW) {
                present.addAll(within);
            } else {
                parts.addAll(cut(theirs, within));
            }
        }
        return new Answer(present, parts);
    }

    /// What the other has and we have not, up to `most`; at most [#MAX_ASKED] ranges are asked about.
    public static Set<Digest> missing(NavigableSet<Digest> ours, Other other, int most) {
        var missing = new TreeSet<Digest>();
        var left = new ArrayDeque<DigestRange>();
        left.add(DigestRange.of(Digest.ZERO, Digest.ZERO, ours));
        for (int asked = 0; !left.isEmpty() && asked < MAX_ASKED && missing.size() < most; ) {
            var question = new ArrayList<DigestRange>();
            while (!left.isEmpty() && question.size() < MAX_RANGES) {
                question.add(left.remove());
            }
            asked += question.size();
            var answer = other.ask(question);
            answer.present().stream().filter(it -> !ours.contains(it)).forEach(missing::add);
            answer.parts().stream()
                    .limit((long) PARTS * question.size())
                    .filter(theirs -> !mine(ours, theirs).equals(theirs))
                    .forEach(theirs -> left.add(mine(ours, theirs)));
        }
        return missing;
    }

    private static DigestRange mine(NavigableSet<Digest> ours, DigestRange range) {
        return DigestRange.of(range.from(), range.to(), within(ours, range.from(), range.to()));
    }

    private static List<DigestRange> cut(DigestRange range, Collection<Digest> within) {
        var sorted = List.copyOf(within);
        var parts = new ArrayList<DigestRange>();
        for (int part = 0; part < PARTS; part++) {
            int start = sorted.size() * part / PARTS;
            int end = sorted.size() * (part + 1) / PARTS;
            var from = part == 0 ? range.from() : sorted.get(start);
            var to = part == PARTS - 1 ? range.to() : sorted.get(end);
            parts.add(DigestRange.of(from, to, sorted.subList(start, end)));
        }
        return parts;
    }

    private static NavigableSet<Digest> within(NavigableSet<Digest> digests, Digest from, Digest to) {
        if (to.equals(Digest.ZERO)) {
            return digests.tailSet(from, true);
        }
        return from.compareTo(to) < 0 ? digests.subSet(from, true, to, false) : new TreeSet<>();
    }
}
