package souk.economy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import souk.economy.Explanation.ClauseFailure;
import souk.economy.Inquiry.Check;

/// Asks every clause of every offer on a shelf, and counts.
///
/// How many clauses a row fails is counted for 64 rows at once: binary digit d of the rows' counts is word by word in
/// `digits[d]`, and adding a set of rows is a ripple of carries.
final class Refusal {
    private final Inquiry inquiry;
    private final List<Check> checks;
    private final int[] failed;
    private final int[] unknown;
    private final long[][] fails;
    private final PriceRise rise;
    private int offers;
    private int unasked;
    private int fewest = Integer.MAX_VALUE;
    private String nearestMiss = "";

    /// @param inquiry one that was not used before
    Refusal(Inquiry inquiry) {
        this.inquiry = inquiry;
        this.checks = new ArrayList<>(inquiry.cheap());
        this.checks.addAll(inquiry.costly());
        this.failed = new int[checks.size()];
        this.unknown = new int[checks.size()];
        this.fails = new long[checks.size()][Rows.WORDS];
        this.rise = new PriceRise(inquiry);
    }

    /// @param blocks of one shelf
    Explanation explain(Block[] blocks) {
        for (var block : blocks) {
            inquiry.budget().beginBlock();
            offers += block.size();
            examine(block);
            unasked += Rows.count(inquiry.budget().unasked());
        }
        return new Explanation(offers, sortedFailures(), nearestMiss, rise.result(), unasked);
    }

    private void examine(Block block) {
        var rows = block.rows();
        Arrays.fill(fails, Rows.EMPTY);
        var digits = new long[fewest > 1 ? digits() : 0][Rows.WORDS];
        var serving = rows;
        var dear = Rows.none();
        int i = 0;
        for (; i < inquiry.cheap().size(); i++) {
            fails[i] = ask(i, block, rows, digits);
            if (checks.get(i).isPrice()) {
                Rows.add(dear, fails[i]);
            } else {
                serving = Rows.without(serving, fails[i]);
            }
        }
        var asked = serving;
        for (; i < checks.size() && !Rows.isEmpty(asked); i++) {
            fails[i] = ask(i, block, asked, digits);
            serving = Rows.without(serving, fails[i]);
        }
        rise.look(block, Rows.both(Rows.without(serving, inquiry.budget().unasked()), dear));
        if (digits.length > 0) {
            nearest(block, digits, rows);
        }
    }

    /// @return the rows that fail; not those that went unasked
    private long[] ask(int check, Block block, long[] asked, long[][] digits) {
        inquiry.budget().beginClause();
        var answer = checks.get(check).question().ask(block, asked);
        if (answer.yes() == asked) {
            return Rows.EMPTY;
        }
        var skipped = inquiry.budget().skipped();
        var left = skipped == Rows.EMPTY ? asked : Rows.without(asked, skipped);
        var no = Rows.without(left, answer.yes());
        failed[check] += Rows.count(no);
        if (answer.unknown() != Rows.EMPTY) {
            unknown[check] += Rows.count(Rows.both(answer.unknown(), no));
        }
        if (digits.length > 0) {
            add(digits, no);
        }
        return no;
    }

    /// As many as the number of clauses has.
    private int digits() {
        return Integer.SIZE - Integer.numberOfLeadingZeros(checks.size());
    }

    private static void add(long[][] digits, long[] rows) {
        for (int w = 0; w < Rows.WORDS; w++) {
            long carry = rows[w];
            for (int d = 0; carry != 0; d++) {
                long sum = digits[d][w] ^ carry;
                carry &= digits[d][w];
                digits[d][w] = sum;
            }
        }
    }

    /// The first of the rows that fail the fewest clauses but not none, if these are fewer than in the blocks before.
    private void nearest(Block block, long[][] digits, long[] rows) {
        var left = Rows.none();
        for (var digit : digits) {
            Rows.add(left, digit);
        }
        Rows.keep(left, rows);
        if (Rows.isEmpty(left)) {
            return;
        }
        int count = 0;
        for (int d = digits.length - 1; d >= 0; d--) {
            var smaller = Rows.without(left, digits[d]);
            if (Rows.isEmpty(smaller)) {
                count |= 1 << d;
            } else {
                left = smaller;
            }
        }
        if (count < fewest) {
            fewest = count;
            int row = Rows.next(left, 0);
            nearestMiss = sentence(block.item(row).listing(), row);
        }
    }

    private List<ClauseFailure> sortedFailures() {
        return IntStream.range(0, checks.size())
                .filter(i -> failed[i] > 0)
                .mapToObj(i -> new ClauseFailure(checks.get(i).clause(), failed[i], unknown[i]))
                .sorted(Comparator.comparingInt(ClauseFailure::offers).reversed())
                .toList();
    }

    private String sentence(OfferListing listing, int row) {
        return listing.provider() + " in " + listing.profile().region() + " fails: "
                + IntStream.range(0, checks.size())
                        .filter(i -> Rows.has(fails[i], row))
                        .mapToObj(i -> detail(checks.get(i), listing))
                        .collect(Collectors.joining("; "));
    }

    private String detail(Check check, OfferListing listing) {
        var offer = listing.offer().message();
        var order = inquiry.order();
        return switch (check.clause()) {
            case Clause.Term term ->
                switch (term) {
                    case VALIDITY -> "its offer is valid from " + offer.validFrom() + " to " + offer.validUntil();
                    case PRICE_CEILING ->
                        "asks unit prices " + offer.unitPrices().values() + ", the ceilings are "
                                + order.priceCeilings().values();
                    case MAX_PRICE ->
                        "costs " + Pricing.total(offer.unitPrices(), order.quantity(), order.duration()) + ", at most "
                                + inquiry.constraints().maxPrice() + " is allowed";
                    case CAPACITY -> "has " + offer.capacity() + ", " + order.quantity() + " is ordered";
                    case DURATION ->
                        "rents for " + offer.minDuration() + " to " + offer.maxDuration() + ", " + order.duration()
                                + " is ordered";
                    case SLO -> "does not promise the service levels " + order.slo();
                    case ACCEPTS ->
                        "takes orders only with "
                                + Explanation.shortened(
                                        listing.profile().claims().accepts());
                };
            case Clause.Demanded(var text) -> Explanation.shortened(text) + values(check.condition(), listing);
        };
    }

    private static String values(Condition condition, OfferListing listing) {
        var values = new OfferValues(listing);
        return condition
                .attributes()
                .distinct()
                .filter(it -> it.kind() != Attribute.Kind.PROVIDER)
                .map(it -> it + " is "
                        + values.value(it).map(value -> String.valueOf(value)).orElse("unknown"))
                .collect(Collectors.collectingAndThen(
                        Collectors.joining(", "), it -> it.isEmpty() ? "" : " (" + it + ")"));
    }
}
