package souk.economy;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import souk.economy.Inquiry.Check;

/// Walks a shelf for the cheapest offers that serve an order.
///
/// Blocks come cheapest first, so the walk ends with the first one that costs more than the order pays, and with the
/// last candidate wanted. In a block each clause leaves fewer rows for the next; where the bounds of a column decide,
/// no row is looked at.
record Search(Inquiry inquiry) {
    /// After so many blocks the order is no common one: it is worth finding out which clause to ask first.
    private static final int SAMPLE = 4;

    /// @param blocks of one shelf
    List<Candidate> cheapest(Block[] blocks, int wanted) {
        var questions = questions(inquiry.ranked());
        var candidates = new ArrayList<Candidate>();
        for (int b = 0; b < blocks.length; b++) {
            var block = blocks[b];
            if (candidates.size() >= wanted || block.cheapest().compareTo(inquiry.highest()) > 0) {
                break;
            }
            if (b == SAMPLE) {
                questions = questions(fewestFirst(block));
            }
            var rows = block.rows();
            for (int q = 0; q < questions.length && !Rows.isEmpty(rows); q++) {
                rows = questions[q].ask(block, rows).yes();
            }
            for (int row = Rows.next(rows, 0); row >= 0 && candidates.size() < wanted; row = Rows.next(rows, row + 1)) {
                candidates.add(candidate(block.item(row)));
            }
        }
        return candidates;
    }

    /// The cheap checks, those that leave fewest rows of this block first.
    private List<Check> fewestFirst(Block block) {
        record Counted(Check check, int rows) {}
        return inquiry.ranked().stream()
                .map(it -> new Counted(
                        it, Rows.count(it.question().ask(block, block.rows()).yes())))
                .sorted(Comparator.comparingInt(Counted::rows))
                .map(Counted::check)
                .toList();
    }

    private Question[] questions(List<Check> cheap) {
        return Stream.concat(cheap.stream(), inquiry.costly().stream())
                .map(Check::question)
                .toArray(Question[]::new);
    }

    private Candidate candidate(Item item) {
        var order = inquiry.order();
        var prices = item.listing().offer().message().unitPrices();
        return new Candidate(item.listing(), item.hash(), Pricing.total(prices, order.quantity(), order.duration()));
    }
}
