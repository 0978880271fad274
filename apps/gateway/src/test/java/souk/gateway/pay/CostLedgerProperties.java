package souk.gateway.pay;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import souk.core.value.LeaseId;
import souk.gateway.store.Folders.Weight;
import souk.gateway.store.TenantId;
import souk.sql.Sqlite;

final class CostLedgerProperties {
    private static Path folder = Path.of("");

    @BeforeContainer
    static void create() throws IOException {
        folder = Files.createTempDirectory("costs");
    }

    @AfterContainer
    static void delete() throws IOException {
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    @Property(tries = 500)
    void nothingIsLostOrMadeBySplitting(
            @ForAll @LongRange(min = 0, max = Long.MAX_VALUE / 2) long amount,
            @ForAll @Size(min = 1, max = 40) List<@LongRange(min = 0, max = 1L << 50) Long> weights) {
        var all = new ArrayList<>(weights);
        all.add(1L);
        var total = all.stream().map(BigInteger::valueOf).reduce(BigInteger.ZERO, BigInteger::add);

        var shares = Shares.split(BigInteger.valueOf(amount), all);

        assertThat(shares.stream().reduce(BigInteger.ZERO, BigInteger::add)).isEqualTo(BigInteger.valueOf(amount));
        for (int i = 0; i < all.size(); i++) {
            var exact = BigInteger.valueOf(amount).multiply(BigInteger.valueOf(all.get(i)));
            var distance = shares.get(i).multiply(total).subtract(exact).abs();
            assertThat(distance).isLessThan(total);
        }
    }

    /// Vouchers grow at random, some epochs are counted twice as after a crash, weights change and vanish.
    @Property(tries = 40)
    void theSumOverAllPrefixesIsWhatTheVouchersPromised(
            @ForAll @LongRange(min = 0) long seed, @ForAll @IntRange(min = 1, max = 12) int epochs) throws IOException {
        var random = new Random(seed);
        var tenant = new TenantId("owner");
        var promised = new HashMap<LeaseId, BigInteger>();
        try (var database = Sqlite.open(
                Files.createTempFile(folder, "ledger", ".db"), List.of(CostLedger.SCHEMA, CostLedger.DAYS))) {
            var ledger = new CostLedger(database);
            for (int epoch = 1; epoch <= epochs; epoch++) {
                for (int lease = 0; lease < 5; lease++) {
                    promised.merge(lease(lease), BigInteger.valueOf(random.nextInt(1_000)), BigInteger::add);
                }
                var weights = weights(random);
                ledger.count(tenant, epoch, epoch / 3, promised, weights);
                if (random.nextBoolean()) {
                    ledger.count(tenant, epoch, epoch / 3, promised, weights);
                }
            }

            long expected = promised.values().stream()
                    .reduce(BigInteger.ZERO, BigInteger::add)
                    .longValueExact();
            var account = ledger.account(tenant);
            long told = account.unattributed();
            for (long bucket = 1; bucket <= 2; bucket++) {
                var costs = ledger.of(tenant, bucket, "", random.nextInt(4));
                told += costs.total();
                assertThat(sum(costs.groups())).isEqualTo(costs.total());
                assertThat(sum(costs.epochs())).isEqualTo(costs.total());
                assertThat(ledger.of(tenant, bucket, "a/", 1).total()
                                + ledger.of(tenant, bucket, "ä/", 1).total()
                                + ledger.of(tenant, bucket, "", 1).groups().getOrDefault("", 0L))
                        .isEqualTo(costs.total());
            }
            assertThat(account.counted()).isEqualTo(expected);
            assertThat(told).isEqualTo(expected);
            assertThat(sum(ledger.byBucket(tenant, 0, 2)) + sum(ledger.byBucket(tenant, 2, 100)))
                    .isEqualTo(expected);
        }
    }

    private static List<Weight> weights(Random random) {
        var weights = new ArrayList<Weight>();
        for (long bucket = 1; bucket <= 2; bucket++) {
            for (var name : List.of("", "a/", "a/b/", "a/b/c/", "ä/", "ä/😀/")) {
                if (random.nextInt(3) == 0) {
                    weights.add(new Weight(bucket, name, random.nextInt(5_000)));
                }
            }
        }
        return weights;
    }

    private static long sum(Map<?, Long> amounts) {
        return amounts.values().stream().mapToLong(Long::longValue).sum();
    }

    private static LeaseId lease(int number) {
        return new LeaseId("0x" + "%064x".formatted(number + 1));
    }
}
