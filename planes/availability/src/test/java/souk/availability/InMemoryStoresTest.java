package souk.availability;

import org.junit.jupiter.api.Nested;

class InMemoryStoresTest {
    @Nested
    class Pieces extends PieceStoreContract {
        @Override
        protected PieceStore create() {
            return new InMemoryPieceStore();
        }
    }

    @Nested
    class Records extends RecordStoreContract {
        @Override
        protected RecordStore create() {
            return new InMemoryRecordStore();
        }
    }

    @Nested
    class Heads extends HeadStoreContract {
        @Override
        protected HeadStore create() {
            return new InMemoryHeadStore();
        }
    }
}
