package souk.bench.simulation;

import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import souk.core.value.Address;
import souk.core.value.Region;

/// Providers and consumers with all their habits, for as long as it takes to bring in the orders; twice in that time
/// the
/// market is shaken. One seed, one history.
public final class Simulation {
    private static final List<Region> REGIONS = List.of(
            new Region("eu-west-1"), new Region("eu-central-1"), new Region("us-east-1"), new Region("ap-southeast-1"));
    private static final Duration EPOCH = Duration.ofMinutes(10);
    private static final Duration SETTLEMENT = Duration.ofMinutes(10);
    private static final Duration SWEEP = Duration.ofMinutes(1);
    private static final Duration TEND = Duration.ofMinutes(1);
    /// Of the capacity, if every order were served: more than the prices aim for, so that they ration it.
    private static final double BUSY = 1.3;

    private static final int MEAN_CORES = 6;
    private static final int MEAN_MINUTES = 40;
    private static final long MONEY = 1_000_000_000_000L;
    /// In units of 1 / SHOCK of all orders: when demand is high, and when a part of the providers is away.
    private static final int SHOCK = 16;

    private static final int DEMAND_SHOCK = 5;
    private static final int SUPPLY_SHOCK = 10;
    private static final int DEMAND_FACTOR = 3;
    private static final int AWAY = 4;

    /// @param providers at least 3 a region, since prices of fewer are not told
    /// @param collusion whether there are providers that lease from themselves
    public record Plan(int providers, int consumers, int orders, boolean collusion, long seed) {}

    private final Plan plan;
    private final SplittableRandom random;
    private final Market market;
    private final List<Consumer> consumers = new ArrayList<>();
    private final List<Address> accounts = new ArrayList<>();
    private final BigInteger stake;
    private Instant ordersEnd = Market.START;

    public Simulation(Plan plan) {
        this.plan = plan;
        this.random = new SplittableRandom(plan.seed());
        this.market = new Market(random.split());
        this.stake = market.terms().minStake().multiply(BigInteger.TEN);
    }

    /// Runs until the last lease is settled.
    public Outcome run() {
        IntStream.range(0, plan.providers()).forEach(this::addProvider);
        IntStream.range(0, plan.consumers()).forEach(this::addConsumer);
        market.providers().forEach(Provider::tend);
        planOrders();
        planShortage();
        var end = ordersEnd.plus(Duration.ofHours(3));
        market.agenda().every(EPOCH, end, this::epoch);
        market.agenda().every(SETTLEMENT, end, () -> market.providers().forEach(Provider::settle));
        market.agenda().every(TEND, end, () -> market.providers().forEach(Provider::tend));
        market.agenda().every(SWEEP, end, market::sweep);
        market.agenda().run();
        market.judge().ended(market.ledger().rules().leases().values());
        market.judge().stakes(market.providers(), market.ledger().rules(), stake);
        conserved();
        return Outcome.of(market, Duration.between(Market.START, ordersEnd));
    }

    private void addProvider(int number) {
        var habit = habit(number);
        var tariff = random.nextInt(3) == 0
                ? new Provider.Tariff(70 + random.nextInt(61), false)
                : new Provider.Tariff(90 + random.nextInt(31), true);
        var provider = new Provider(
                Market.address(1_000 + number),
                REGIONS.get(number % REGIONS.size()),
                habit,
                BigInteger.valueOf(4_000L << random.nextInt(5)),
                tariff,
                market);
        market.add(provider);
        market.ledger().rules().stake(provider.address).amount = stake;
        if (habit == Provider.Habit.COLLUDES && plan.collusion()) {
            collude(provider);
        }
    }

    private static Provider.Habit habit(int number) {
        return switch (number % 25) {
            case 3 -> Provider.Habit.NEVER_STARTS;
            case 8 -> Provider.Habit.OVERCLAIMS;
            case 13 -> Provider.Habit.VANISHES;
            case 18 -> Provider.Habit.COLLUDES;
            default -> Provider.Habit.HONEST;
        };
    }

    private void addConsumer(int number) {
        consumers.add(consumer(
                100_000 + number,
                switch (number % 20) {
                    case 7 -> Consumer.Habit.STOPS_PAYING;
                    case 12 -> Consumer.Habit.FORGES;
                    case 17 -> Consumer.Habit.DOUBLES;
                    default -> Consumer.Habit.HONEST;
                }));
    }

    private Consumer consumer(long number, Consumer.Habit habit) {
        var consumer = new Consumer(Market.address(number), habit, market);
        market.ledger().rules().purse(consumer.address).deposited = MONEY;
        accounts.add(consumer.address);
        return consumer;
    }

    /// Half of its machine, again and again, at its own price.
    private void collude(Provider provider) {
        var self = consumer(200_000 + Long.parseLong(provider.address.hex().substring(30), 16), Consumer.Habit.ITSELF);
        var duration = Duration.ofMinutes(50);
        market.agenda().every(duration.plusMinutes(5), Market.START.plus(Duration.ofDays(1)), () -> {
            if (market.agenda().instant().isBefore(ordersEnd)) {
                self.buyFrom(provider, provider.cpuMillis.shiftRight(1), duration);
            }
        });
    }

    // ---- what happens

    private void planOrders() {
        double cores = market.providers().stream()
                .mapToDouble(it -> it.cpuMillis.doubleValue() / 1_000)
                .sum();
        double secondsBetween = MEAN_CORES * MEAN_MINUTES * 60 / (cores * BUSY);
        double at = 60;
        for (int i = 0; i < plan.orders(); i++) {
            boolean rush = i / Math.max(1, plan.orders() / SHOCK) == DEMAND_SHOCK;
            at += -Math.log(1 - random.nextDouble()) * secondsBetween / (rush ? DEMAND_FACTOR : 1);
            ordersEnd = Market.START.plusMillis((long) (at * 1_000));
            market.agenda().at(ordersEnd, this::order);
        }
    }

    private void planShortage() {
        var length = Duration.between(Market.START, ordersEnd);
        var away = market.providers().stream()
                .filter(_ -> random.nextInt(AWAY) == 0)
                .toList();
        market.agenda()
                .at(
                        Market.START.plus(length.multipliedBy(SUPPLY_SHOCK).dividedBy(SHOCK)),
                        () -> away.forEach(Provider::leave));
        market.agenda()
                .at(
                        Market.START.plus(length.multipliedBy(SUPPLY_SHOCK + 1L).dividedBy(SHOCK)),
                        () -> away.forEach(Provider::comeBack));
    }

    private void order() {
        var region = random.nextInt(3) == 0
                ? Optional.<Region>empty()
                : Optional.of(REGIONS.get(random.nextInt(REGIONS.size())));
        var wish = new Consumer.Wish(
                region,
                BigInteger.valueOf(1_000L * (1 + random.nextInt(2 * MEAN_CORES - 1))),
                Duration.ofMinutes(MEAN_MINUTES / 2 + random.nextInt(MEAN_MINUTES + 1)),
                Market.FIRST_PRICE
                        .multiply(BigInteger.valueOf(50 + random.nextInt(151)))
                        .divide(BigInteger.valueOf(100)),
                market.agenda().instant().plus(Consumer.QUEUE));
        market.report().wished(market.couldServe(wish));
        consumers.get(random.nextInt(consumers.size())).wish(wish);
    }

    private void epoch() {
        market.providers().stream().collect(Collectors.groupingBy(it -> it.region)).entrySet().stream()
                .sorted(java.util.Map.Entry.comparingByKey(java.util.Comparator.comparing(Region::code)))
                .forEach(it -> market.prices().settle(it.getKey(), it.getValue()));
        conserved();
    }

    private void conserved() {
        var all = new ArrayList<>(accounts);
        market.providers().forEach(it -> all.add(it.address));
        market.judge()
                .conserved(
                        market.ledger().rules(),
                        all,
                        BigInteger.valueOf(MONEY).multiply(BigInteger.valueOf(accounts.size())),
                        stake.multiply(BigInteger.valueOf(plan.providers())));
    }
}
