package souk.bench;

import java.util.ArrayList;
import java.util.List;
import souk.bench.simulation.Outcome;
import souk.bench.simulation.Simulation;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;

/// A whole market without a network or a chain, twice: with and without those who lease from themselves. Fails when
/// anything unfair happened, or money appeared or vanished.
final class SimulationBench implements Bench {
    /// A consumer for so many providers.
    private static final int PROVIDERS_EACH = 2;
    private static final int SHOWN = 10;
    private static final double MILLION = 1e6;

    @Override
    public List<Figure> measure(Setting setting) {
        int providers = setting.load().providers();
        int orders = setting.load().orders();
        long start = System.nanoTime();
        var outcome = run(new Simulation.Plan(providers, providers / PROVIDERS_EACH, orders, true, setting.seed()));
        long took = System.nanoTime() - start;
        var without = run(new Simulation.Plan(providers, providers / PROVIDERS_EACH, orders, false, setting.seed()));
        return figures(
                outcome,
                without,
                took,
                "seed %d, %d providers, %d orders in %d h"
                        .formatted(
                                setting.seed(),
                                providers,
                                orders,
                                outcome.length().toHours()));
    }

    private static Outcome run(Simulation.Plan plan) {
        var outcome = new Simulation(plan).run();
        if (!outcome.unfair().isEmpty()) {
            throw new SoukException(
                    ErrorCode.CORRUPT,
                    outcome.unfair().size() + " outcomes that must not be, the first:\n"
                            + String.join(
                                    "\n", outcome.unfair().stream().limit(SHOWN).toList()));
        }
        return outcome;
    }

    private static List<Figure> figures(Outcome outcome, Outcome without, long took, String note) {
        var figures = new ArrayList<Figure>();
        figures.add(new Figure("unfair outcomes, money made or lost", 0, "", note));
        figures.add(new Figure("orders filled", percent(outcome.filled(), outcome.wished()), "%", note));
        figures.add(new Figure(
                "orders somebody could have filled when they came",
                percent(outcome.fillable(), outcome.wished()),
                "%",
                "up, free and cheap enough; an order waits for up to five minutes beyond that"));
        figures.add(
                new Figure("base price, mean move an epoch", outcome.meanStep() / MILLION * 100, "%", "at most 12.5"));
        figures.add(new Figure("base price, lowest", outcome.lowest() / MILLION, "of the first", ""));
        figures.add(new Figure("base price, highest", outcome.highest() / MILLION, "of the first", ""));
        figures.add(new Figure(
                "base price lifted by those who lease from themselves",
                (outcome.meanLevel() / without.meanLevel() - 1) * 100,
                "%",
                "mean of the run beside that of the same run without them"));
        figures.add(new Figure("paid", outcome.paid().doubleValue(), "units", ""));
        figures.add(new Figure(
                "served by honest providers and not paid",
                outcome.unpaid().doubleValue(),
                "units",
                "of consumers that stop paying or forge; each lease within its bound"));
        figures.add(new Figure("starts that cost stake", outcome.timeOuts(), "", ""));
        figures.add(new Figure("receipts that said too much, unpaid", outcome.overclaims(), "", ""));
        figures.add(new Figure("second leases by one order, refused", outcome.doubles(), "", ""));
        figures.add(new Figure("matches compared with every offer", outcome.matches(), "", ""));
        outcome.ends().forEach((reason, count) -> figures.add(new Figure("leases ended: " + reason, count, "", "")));
        figures.add(Figure.seconds("the run with them", took, ""));
        return List.copyOf(figures);
    }

    private static double percent(long part, long whole) {
        return 100.0 * part / Math.max(1, whole);
    }
}
