package souk.economy;

import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// One object for each text that offers have as an attribute, so that columns compare references. A text lives as
/// long as a block, of whatever age, has it.
final class Words {
    /// A text; equal ones are one object.
    static final class Word {
        private final String text;

        private Word(String text) {
            this.text = text;
        }

        String text() {
            return text;
        }

        @Override
        public String toString() {
            return text;
        }
    }

    private static final class Entry extends WeakReference<Word> {
        private final String text;

        Entry(Word word, ReferenceQueue<Word> gone) {
            super(word, gone);
            this.text = word.text;
        }
    }

    private final ConcurrentHashMap<String, Entry> entries = new ConcurrentHashMap<>();
    private final ReferenceQueue<Word> gone = new ReferenceQueue<>();

    /// The word of a text, made if need be.
    Word of(String text) {
        forget();
        while (true) {
            var known = find(text);
            if (known.isPresent()) {
                return known.get();
            }
            var word = new Word(text);
            var entry = new Entry(word, gone);
            var winner = entries.compute(text, (_, before) -> before == null || before.refersTo(null) ? entry : before);
            if (winner == entry) {
                return word;
            }
        }
    }

    /// The word of a text that some offer has.
    Optional<Word> find(String text) {
        return Optional.ofNullable(entries.get(text)).flatMap(entry -> Optional.ofNullable(entry.get()));
    }

    private void forget() {
        for (var reference = gone.poll(); reference != null; reference = gone.poll()) {
            if (reference instanceof Entry entry) {
                entries.remove(entry.text, entry);
            }
        }
    }
}
