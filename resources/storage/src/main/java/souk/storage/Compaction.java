package souk.storage;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Rewrites logs of which little lives.
final class Compaction {
    private static final System.Logger LOGGER = System.getLogger(Compaction.class.getName());

    private final ShardTable table;
    private final ShardLogs logs;
    private final int logSize;

    Compaction(ShardTable table, ShardLogs logs, int logSize) {
        this.table = table;
        this.logs = logs;
        this.logSize = logSize;
    }

    /// @return the number of logs rewritten
    int run() throws IOException {
        List<Integer> sparse = sparseLogs();
        for (int number : sparse) {
            rewrite(number);
        }
        return sparse.size();
    }

    private List<Integer> sparseLogs() throws IOException {
        Map<Integer, Long> live = table.liveBytes();
        Optional<Location> open = logs.activeFile();
        if (open.isPresent()
                && open.get().length() >= logSize / 2
                && isSparse(live, open.get().log(), open.get().length())) {
            logs.roll();
        }
        return logs.closedFiles().entrySet().stream()
                .filter(file -> isSparse(live, file.getKey(), file.getValue()))
                .map(Map.Entry::getKey)
                .toList();
    }

    private static boolean isSparse(Map<Integer, Long> live, int log, long size) {
        return live.getOrDefault(log, 0L) * 100 <= size * ShardStore.COMPACT_AT_PERCENT;
    }

    /// Moves what lives in a log to the newest one and removes the file. A crash in between leaves two equal
    /// copies.
    private void rewrite(int number) throws IOException {
        var copies = new LinkedHashMap<ShardTable.Row, Optional<Location>>();
        for (ShardTable.Row row : table.rowsOf(number)) {
            Optional<Location> copy = logs.copy(row.location());
            if (copy.isEmpty()) {
                LOGGER.log(System.Logger.Level.WARNING, "shard_lost_in_compaction root=" + row.root());
            }
            copies.put(row, copy);
        }
        logs.force();
        table.relocate(copies);
        logs.delete(number);
    }
}
