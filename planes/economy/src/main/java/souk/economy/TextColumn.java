package souk.economy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import souk.economy.Words.Word;

/// Texts of the rows of a block, turned round: for each text that occurs, the rows that have it.
///
/// @param words that occur
/// @param rows [Rows#WORDS] a word, in the same order
/// @param known rows with any
/// @param isComplete whether these are all
record TextColumn(Word[] words, long[] rows, long[] known, boolean isComplete) {
    /// @param texts those of each row
    static TextColumn of(List<List<Word>> texts) {
        Map<Word, long[]> rows = new LinkedHashMap<>();
        var known = Rows.none();
        for (int row = 0; row < texts.size(); row++) {
            for (var word : texts.get(row)) {
                Rows.set(rows.computeIfAbsent(word, _ -> Rows.none()), row);
                Rows.set(known, row);
            }
        }
        var all = new long[rows.size() * Rows.WORDS];
        int at = 0;
        for (var each : rows.values()) {
            System.arraycopy(each, 0, all, at, Rows.WORDS);
            at += Rows.WORDS;
        }
        return new TextColumn(rows.keySet().toArray(Word[]::new), all, known, Rows.count(known) == texts.size());
    }

    /// The rows among those asked that have one of the words.
    long[] oneOf(Word[] wanted, long[] among) {
        var yes = Rows.EMPTY;
        for (int i = 0; i < words.length; i++) {
            for (var each : wanted) {
                if (words[i] == each) {
                    yes = yes == Rows.EMPTY ? Rows.none() : yes;
                    addRows(i, yes);
                }
            }
        }
        return yes == Rows.EMPTY ? yes : Rows.both(yes, among);
    }

    /// Adds the rows of the word at `index`.
    void addRows(int index, long[] yes) {
        for (int w = 0; w < Rows.WORDS; w++) {
            yes[w] |= rows[index * Rows.WORDS + w];
        }
    }
}
