package souk.gateway.cost;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Predicate;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import souk.core.market.ResourceClass;
import souk.core.value.Digest;
import souk.core.value.Signature;
import souk.core.value.UnitPrices;
import souk.economy.InMemoryAccountStore;
import souk.economy.PayerAccount;
import souk.economy.Usage;
import souk.economy.VoucherBook;
import souk.gateway.work.Settlement;
import souk.sdk.cost.CostKind;
import souk.sdk.cost.CostLine;
import souk.sql.Sqlite;

final class CostReportProperties {
    private static final Signature SIGNATURE = new Signature("0x" + "01".repeat(64) + "1b");

    /// Use at random, deposits that run out, days without use, and epochs counted twice as after a crash.
    @Property(tries = 60)
    void theChargesOfAllDaysAreTheNewestVouchers(
            @ForAll @LongRange(min = 0) long seed, @ForAll @IntRange(min = 1, max = 12) int epochs) throws IOException {
        var random = new Random(seed);
        var market = new LedgerOfLeases();
        var book = new VoucherBook(new InMemoryAccountStore<PayerAccount>(), _ -> SIGNATURE);
        var file = Files.createTempFile("usage", ".db");
        try (var database = Sqlite.open(file, List.of(UsageBook.SCHEMA))) {
            var usage = new UsageBook(database);
            for (int lease = 1; lease <= 3; lease++) {
                var prices = prices(random);
                market.open(lease, ResourceClass.STORAGE, prices, 1_000_000);
                book.open(LedgerOfLeases.lease(lease), prices, BigInteger.valueOf(random.nextInt(20_000)));
            }
            long day = LedgerOfLeases.FIRST_DAY;
            for (int epoch = 1; epoch <= epochs; epoch++) {
                day += random.nextInt(2);
                use(book, random, epoch);
                usage.keep(day, Days.start(day).plusSeconds(3_600L * epoch), book.accounts());
                if (random.nextBoolean()) {
                    usage.keep(day, Days.start(day).plusSeconds(3_600L * epoch), book.accounts());
                }
            }
            long middle = LedgerOfLeases.FIRST_DAY + random.nextInt(5);
            var report = market.report(usage::of, _ -> Optional.empty());

            var all = lines(report, Days.ALL, 1 + random.nextInt(9));
            var early = lines(report, new Days(Long.MIN_VALUE, middle), 100);
            var late = lines(report, new Days(middle, Long.MAX_VALUE), 100);

            var promised =
                    book.accounts().stream().map(PayerAccount::promised).reduce(BigInteger.ZERO, BigInteger::add);
            assertThat(charged(all, _ -> true)).isEqualByComparingTo(CostLine.amount(promised));
            assertThat(charged(early, _ -> true).add(charged(late, _ -> true)))
                    .isEqualByComparingTo(CostLine.amount(promised));
            assertThat(all).allSatisfy(line -> assertThat(line.from()).isBefore(line.to()));
            assertThat(all)
                    .filteredOn(line -> line.kind() == CostKind.USAGE)
                    .allSatisfy(line -> assertThat(line.amount())
                            .isEqualByComparingTo(line.price().multiply(new BigDecimal(line.quantity()))));
        } finally {
            Files.deleteIfExists(Path.of(file.toString()));
        }
    }

    private static void use(VoucherBook book, Random random, int epoch) {
        for (var account : book.accounts()) {
            if (random.nextInt(3) > 0) {
                var readings = List.of(
                        BigInteger.valueOf(random.nextInt(5_000)),
                        BigInteger.valueOf(random.nextInt(50)),
                        BigInteger.valueOf(random.nextInt(50)));
                book.accrue(account.lease(), new Usage.Epoch(epoch, readings, Usage.EpochOutcome.PASSED, Digest.ZERO));
            }
            if (random.nextBoolean()) {
                book.issue(account.lease());
            }
        }
    }

    @Example
    void aJobIsChargedWhatItsLeasePaidAndWhatComesBackIsTold() {
        var market = new LedgerOfLeases();
        // 2.5 units a millisecond: three cost 7, and a half is lost by rounding.
        var prices = new UnitPrices(
                List.of(UnitPrices.SCALE.multiply(BigInteger.valueOf(5)).shiftRight(1)));
        market.deposit(500);
        market.open(1, ResourceClass.COMPUTE, prices, 100);
        market.close(1, 7, 93);
        market.rebate(1, 2);
        market.withdraw(40);
        var report = market.report(
                _ -> List.of(),
                _ -> Optional.of(
                        new Settlement(BigInteger.valueOf(7), List.of(BigInteger.valueOf(3)), Optional.empty())));

        var lines = lines(report, Days.ALL, 1);

        assertThat(amount(lines, CostKind.USAGE)).isEqualByComparingTo("0.0000075");
        assertThat(amount(lines, CostKind.ROUNDING)).isEqualByComparingTo("-0.0000005");
        assertThat(amount(lines, CostKind.SETTLEMENT)).isZero();
        assertThat(amount(lines, CostKind.REFUND)).isEqualByComparingTo("0.000093");
        assertThat(amount(lines, CostKind.REBATE)).isEqualByComparingTo("-0.000002");
        assertThat(amount(lines, CostKind.DEPOSIT)).isEqualByComparingTo("0.0005");
        assertThat(amount(lines, CostKind.WITHDRAWAL)).isEqualByComparingTo("-0.00004");
        assertThat(charged(lines, line -> line.service().equals("compute"))).isEqualByComparingTo("0.000005");
    }

    @Example
    void whatALeasePaidOtherThanVouchedIsALineOfItsOwn() {
        var market = new LedgerOfLeases();
        market.open(1, ResourceClass.STORAGE, UnitPrices.of(1), 100);
        market.close(1, 30, 70);

        var lines = lines(market.report(_ -> List.of(), _ -> Optional.empty()), Days.ALL, 1);

        assertThat(amount(lines, CostKind.SETTLEMENT)).isEqualByComparingTo("0.00003");
        assertThat(charged(lines, _ -> true)).isEqualByComparingTo("0.00003");
    }

    /// All pages together.
    private static List<CostLine> lines(CostReport report, Days days, int page) {
        var lines = new ArrayList<CostLine>();
        var after = "";
        do {
            var next = report.page(LedgerOfLeases.PAYER, days, after, page);
            lines.addAll(next.lines());
            after = next.next();
        } while (!after.isEmpty());
        return lines;
    }

    private static BigDecimal charged(List<CostLine> lines, Predicate<CostLine> which) {
        return lines.stream()
                .filter(line -> line.kind().isCharge())
                .filter(which)
                .map(CostLine::amount)
                .reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    private static BigDecimal amount(List<CostLine> lines, CostKind kind) {
        return lines.stream()
                .filter(line -> line.kind() == kind)
                .map(CostLine::amount)
                .reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    private static UnitPrices prices(Random random) {
        return new UnitPrices(List.of(
                new BigInteger(60, random), new BigInteger(62, random), BigInteger.ZERO, new BigInteger(40, random)));
    }
}
