package souk.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import souk.bench.campaign.Campaign;

/// A short campaign with one seed. For a long one: `./souk bench campaign --seed N --minutes M`.
final class CampaignIT {
    /// Behind those of the other markets, see [Market].
    private static final int PORT = Integer.parseInt(System.getenv().getOrDefault("SOUK_TEST_PORT", "9400")) + 1_000;

    private static final int PROVIDERS = 9;
    private static final Duration HURTING = Duration.ofSeconds(35);

    @TempDir
    private Path folder;

    @Test
    void nobodySeesWhatShouldNotBeWhileTheMarketIsHurt() throws Exception {
        var plan = new Campaign.Plan(root(), folder.resolve("market"), PORT, PROVIDERS, false, 1, HURTING);

        var report = Campaign.run(plan);

        assertThat(report.violations()).isEmpty();
        assertThat(report.struck()).isNotEmpty();
        assertThat(report.calls()).isGreaterThan(100);
    }

    private static Path root() {
        for (var folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            if (Files.isExecutable(folder.resolve("souk"))) {
                return folder;
            }
        }
        throw new AssertionError("the launcher is not above " + Path.of("").toAbsolutePath());
    }
}
