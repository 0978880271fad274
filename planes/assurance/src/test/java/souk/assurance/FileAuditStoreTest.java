package souk.assurance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import souk.core.error.SoukException;

/// The contract with a restart before everything that is read.
final class FileAuditStoreTest extends AuditStoreContract {
    @TempDir
    Path folder;

    private Optional<FileAuditStore> open = Optional.empty();

    @Override
    AuditStore store() {
        close();
        var store = FileAuditStore.open(file());
        open = Optional.of(store);
        return store;
    }

    @Override
    void append(AuditEntry entry) {
        open.orElseGet(() -> (FileAuditStore) store()).append(entry);
    }

    @AfterEach
    void close() {
        open.ifPresent(FileAuditStore::close);
    }

    @Test
    void cutsOffATornLine() throws IOException {
        AuditEntry.Decided entry = decided(1, AuditScore.Event.PASSED);
        append(entry);
        Files.writeString(file(), "{\"kind\":\"deci", StandardOpenOption.APPEND);

        assertThat(store().outcome(FakeMarket.TARGET.lease(), 1)).contains(entry.outcome());
        append(decided(2, AuditScore.Event.PASSED));
        assertThat(store().outcome(FakeMarket.TARGET.lease(), 2)).isPresent();
    }

    @Test
    void refusesADamagedLine() throws IOException {
        append(decided(1, AuditScore.Event.PASSED));
        close();
        Files.writeString(file(), "garbage\n", StandardOpenOption.APPEND);

        assertThatThrownBy(this::store).isInstanceOf(SoukException.class);
    }

    private Path file() {
        return folder.resolve("audits.jsonl");
    }
}
