package souk.gateway.store;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

final class DiskSegmentStoreTest extends SegmentStoreContract {
    @TempDir
    private Path folder;

    private DiskSegmentStore store;

    @BeforeEach
    void open() {
        store = new DiskSegmentStore(folder);
    }

    @Override
    protected SegmentStore store() {
        return store;
    }
}
