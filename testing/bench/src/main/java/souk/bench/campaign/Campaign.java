package souk.bench.campaign;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;

/// Clients use a market while it is hurt; afterwards it is healed, everything is read once more, and what all of
/// them saw is judged. Faults and requests follow from the seed; how they meet is the machine's doing.
public final class Campaign {
    private static final System.Logger LOG = System.getLogger(Campaign.class.getName());

    private final Plan plan;
    private final Map<String, Integer> struck = new TreeMap<>();

    /// What is to be done.
    ///
    /// @param root the checkout, built
    /// @param home a folder for the market, which must not exist
    /// @param providers of the market
    /// @param separate whether each provider is a process of its own; only then can one be killed, slow or full
    /// @param hurting how long faults go on
    public record Plan(Path root, Path home, int port, int providers, boolean separate, long seed, Duration hurting) {
        Set<Fault> faults() {
            return separate
                    ? EnumSet.allOf(Fault.class)
                    : EnumSet.of(
                            Fault.STOP_PROVIDERS,
                            Fault.PARTITION,
                            Fault.WRONG_BYTES,
                            Fault.KILL_PROVIDER,
                            Fault.KILL_GATEWAY,
                            Fault.KILL_CHAIN);
        }
    }

    private Campaign(Plan plan) {
        this.plan = plan;
    }

    /// Runs it, market and all.
    ///
    /// @throws SoukException when the market does not start, or does not come back to itself
    public static Report run(Plan plan) throws IOException, InterruptedException {
        return new Campaign(plan).run();
    }

    private Report run() throws IOException, InterruptedException {
        if (Files.exists(plan.home())) {
            throw new SoukException(ErrorCode.CONFLICT, plan.home() + " is there already: a campaign needs its own");
        }
        long begun = System.nanoTime();
        try (var market = new LocalMarket(plan.root(), plan.home(), plan.port(), plan.providers())) {
            market.start(plan.separate());
            try (var door = new Door(market.s3(), market.owner(), InstantSource.system())) {
                var crowd = new Crowd(door, plan.seed());
                crowd.start();
                var random = new Random(plan.seed());
                var liars = liars(market, random);
                hurt(new Fault.Victims(market, plan.separate(), liars), random);
                crowd.finish();
                var histories = crowd.histories();
                overpaid(market).forEach(histories::finding);
                punished(market, liars).forEach(histories::finding);
                return new Report(
                        plan.seed(),
                        Map.copyOf(struck),
                        histories.calls(),
                        histories.lost(),
                        histories.keys().size(),
                        failedAudits(market),
                        Duration.ofNanos(System.nanoTime() - begun),
                        histories.judge());
            }
        }
    }

    private void hurt(Fault.Victims victims, Random random) throws IOException, InterruptedException {
        long end = System.nanoTime() + plan.hurting().toNanos();
        var left = new ArrayList<Fault>();
        while (System.nanoTime() < end) {
            if (left.isEmpty()) {
                left.addAll(plan.faults());
                Collections.shuffle(left, random);
            }
            var fault = left.removeLast();
            LOG.log(System.Logger.Level.INFO, "campaign.fault name={0}", fault);
            struck.merge(fault.name(), 1, Integer::sum);
            Thread.sleep(random.nextInt(1_500));
            fault.strike(victims, random);
            Thread.sleep(1_000 + random.nextInt(4_000));
            fault.heal(victims);
            Thread.sleep(random.nextInt(2_000));
        }
        for (var fault : Fault.values()) {
            fault.heal(victims);
        }
    }

    /// As many as the code can miss beside the one shard that a write may be short of.
    private List<String> liars(LocalMarket market, Random random) {
        var all = new ArrayList<>(market.providers());
        Collections.shuffle(all, random);
        return List.copyOf(all.subList(0, 2));
    }

    private static List<String> overpaid(LocalMarket market) throws InterruptedException {
        return market.json("lease", "list", "--json")
                .array("leases")
                .objects()
                .filter(lease -> lease.amount("paid").compareTo(lease.amount("deposit")) > 0)
                .map(lease -> "lease " + lease.text("id") + " was paid more than its deposit")
                .toList();
    }

    /// Whoever was only killed, slow, full or cut off keeps its stake.
    private static List<String> punished(LocalMarket market, List<String> liars) throws InterruptedException {
        var stakes = market.json("provider", "list", "--json")
                .array("providers")
                .objects()
                .toList();
        var whole = stakes.stream().map(it -> it.amount("stake")).max(BigInteger::compareTo);
        return stakes.stream()
                .filter(it -> !liars.contains(it.text("name")))
                .filter(it -> whole.filter(it.amount("stake")::equals).isEmpty())
                .map(it -> "provider " + it.text("name") + " lost stake, and its data was never touched")
                .toList();
    }

    private static int failedAudits(LocalMarket market) throws InterruptedException {
        return (int) market.json("audit", "list", "--failed", "--json")
                .array("audits")
                .objects()
                .count();
    }

    /// Removes a market's folder.
    public static void clear(Path home) {
        try (var files = Files.walk(home)) {
            for (var file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
