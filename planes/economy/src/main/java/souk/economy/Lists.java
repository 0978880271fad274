package souk.economy;

import java.util.Comparator;
import java.util.List;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;

/// Lists that stand for sets in signed documents: sorted and free of repeats, so that equal sets have equal
/// digests.
/// The order is that of the elements' texts, which is how they stand in the document.
final class Lists {
    private Lists() {}

    static <T> List<T> sortedSet(List<T> values, int most, String what) {
        if (values.size() > most) {
            throw new SoukException(ErrorCode.TOO_LARGE, "more than " + most + " " + what);
        }
        return values.stream()
                .sorted(Comparator.comparing(Object::toString))
                .distinct()
                .toList();
    }
}
