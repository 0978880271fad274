package souk.bench.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import souk.bench.history.Call;
import souk.bench.history.KeySet;
import souk.bench.history.Register;

final class HistoriesTest {
    private final Histories histories = new Histories();

    @Test
    void findsNothingInAHistoryThatIsRight() {
        histories.key("a", new Call<>(0, 0, 1, new Register.Write("1.60")));
        histories.key("a", new Call<>(1, 2, 3, new Register.Read(Optional.of("1.60"))));
        histories.prefix("p/", new Call<>(0, 0, 1, new KeySet.Added("p/a")));
        histories.prefix("p/", new Call<>(0, 2, 3, new KeySet.Listed(Set.of("p/a"))));

        assertThat(histories.judge()).isEmpty();
        assertThat(histories.calls()).isEqualTo(4);
    }

    @Test
    void namesTheKeyAndTheCallThatCannotBeExplained() {
        histories.key("a", new Call<>(0, 0, 1, new Register.Write("1.60")));
        histories.key("a", new Call<>(1, 2, 3, new Register.Read(Optional.empty())));
        histories.prefix("p/", new Call<>(0, 0, 1, new KeySet.Added("p/a")));
        histories.prefix("p/", new Call<>(0, 2, 3, new KeySet.Listed(Set.of())));

        assertThat(histories.judge()).hasSize(2);
        assertThat(histories.judge().getFirst()).contains("key a", "Read[seen=Optional.empty]");
    }

    @Test
    void aValueIsKnownByAllOfItsBytes() {
        var content = Content.of(7, 5_000);
        var changed = content.bytes();
        changed[4_000] ^= 1;

        assertThat(Content.read(content.bytes())).contains(content);
        assertThat(Content.read(changed)).isEmpty();
        assertThat(Content.read(Arrays.copyOf(content.bytes(), 4_999))).isEmpty();
        assertThat(Content.read(new byte[5_000])).isEmpty();
        assertThat(Content.read(new byte[0])).isEmpty();
        assertThat(Content.of(7, 1).bytes()).hasSize(40);
    }
}
