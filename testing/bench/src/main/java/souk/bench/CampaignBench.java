package souk.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import souk.bench.campaign.Campaign;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;

/// A market of its own, hurt for `--minutes` while clients use it. Fails when what they saw cannot be explained.
final class CampaignBench implements Bench {
    private static final int PROVIDERS = 9;
    /// Away from the market that somebody may be running.
    private static final int PORT = 27_000;

    @Override
    public List<Figure> measure(Setting setting) throws IOException, InterruptedException {
        var folder = Files.createTempDirectory("souk-campaign");
        var plan = new Campaign.Plan(
                setting.root().toAbsolutePath(),
                folder.resolve("market"),
                PORT,
                PROVIDERS,
                setting.processes(),
                setting.seed(),
                Duration.ofMinutes(setting.minutes()));
        var report = Campaign.run(plan);
        if (!report.violations().isEmpty()) {
            throw new SoukException(
                    ErrorCode.CORRUPT,
                    report.violations().size() + " violations, market kept in " + folder + ":\n"
                            + String.join("\n", report.violations()));
        }
        Campaign.clear(folder);
        var figures = new ArrayList<Figure>();
        var note = "seed " + report.seed();
        figures.add(new Figure("violations", 0, "", note));
        figures.add(new Figure("calls", report.calls(), "", note));
        figures.add(new Figure("calls of unknown outcome", report.lost(), "", note));
        figures.add(new Figure("keys", report.keys(), "", note));
        figures.add(new Figure("audits that failed", report.failedAudits(), "", note));
        report.struck().forEach((fault, count) -> figures.add(new Figure("fault " + fault, count, "times", note)));
        figures.add(Figure.seconds("whole run", report.took().toNanos(), note));
        return List.copyOf(figures);
    }
}
