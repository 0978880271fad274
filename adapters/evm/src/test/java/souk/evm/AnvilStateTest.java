package souk.evm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@SuppressWarnings("NullAway.Init") // set before each test
final class AnvilStateTest {
    @TempDir
    private Path folder;

    private AnvilState state;

    @BeforeEach
    void open() {
        state = new AnvilState(folder);
    }

    @Test
    void putsTheLastWholeCopyInPlaceOfAHalfWrittenFile() throws IOException {
        write("{\"block\":{\"number\":7}}");
        state.keepCopy();
        write("{\"block\":{\"number\":8}");

        state.repair();

        assertThat(state.file()).hasContent("{\"block\":{\"number\":7}}");
    }

    @Test
    void removesAHalfWrittenFileThatHasNoCopy() throws IOException {
        write("{\"block\":");

        state.repair();

        assertThat(state.file()).doesNotExist();
    }

    @Test
    void leavesAWholeFileAndKeepsACopyOfIt() throws IOException {
        write("{\"block\":1}");

        state.repair();
        write("");
        state.repair();

        assertThat(state.file()).hasContent("{\"block\":1}");
    }

    @Test
    void doesNothingBeforeTheFirstStart() {
        state.repair();

        assertThat(state.file()).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "{\"a\":{}", "{\"a\":\"}", "{\"a\":\"\\\"}", "{}x", "[]"})
    void tellsWhatIsCutShort(String text) throws IOException {
        write(text);

        assertThat(AnvilState.whole(state.file())).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"a\":{\"b\":\"}\"}}", "{\"a\":\"\\\\\"}", "{\"a\":\"\\\"{\"}"})
    void tellsWhatIsWhole(String text) throws IOException {
        write(text);

        assertThat(AnvilState.whole(state.file())).isTrue();
    }

    private void write(String text) throws IOException {
        Files.writeString(state.file(), text);
    }
}
