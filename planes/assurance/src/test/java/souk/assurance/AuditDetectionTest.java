package souk.assurance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

final class AuditDetectionTest {
    private static final int EPOCHS = 300;
    private static final double LOSS = 0.05;
    private static final int LEAVES = 20;

    /// A sample of n cells misses a loss of share α with probability (1 − α)^n. The tolerance is four standard
    /// deviations of the 300 epochs; the seed is fixed.
    @Test
    void findsALossAsOftenAsTheFormulaSays() {
        var market = new FakeMarket().holding(40, 25, 0);
        assertThat(market.loses(LOSS, new Random(5))).isTrue();
        long lost = 0;
        for (long position = 0; position < 1_000; position++) {
            lost += market.prove(FakeMarket.TARGET.lease(), market.tree().root(), java.util.List.of(position))
                                    .getFirst()
                            instanceof CellAnswer.Missing
                    ? 1
                    : 0;
        }
        double alpha = lost / 1_000.0;
        int found = 0;
        for (int epoch = 0; epoch < EPOCHS; epoch++) {
            Challenge challenge = new Challenge(
                    FakeMarket.TARGET,
                    epoch,
                    market.signed(epoch),
                    souk.core.value.Digest.of(
                            souk.core.hash.Sha256.hash(new byte[] {(byte) epoch, (byte) (epoch >> 8)})),
                    0,
                    LEAVES,
                    market.now,
                    market.now.plusSeconds(9));
            found += market.verifier().verify(challenge, market.respond(challenge)) instanceof AuditVerdict.Failed
                    ? 1
                    : 0;
        }

        double expected = 1 - Math.pow(1 - alpha, LEAVES);
        double deviation = Math.sqrt(expected * (1 - expected) / EPOCHS);
        assertThat(found / (double) EPOCHS).isCloseTo(expected, within(4 * deviation));
    }
}
