package souk.storage;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;

/// A disk whose power can be cut: what was not forced is then lost, or there, or there in part.
///
/// Of a file, each page of each write that was not forced survives or not by itself, whatever the order they came
/// in, as a page cache writes back. Names are lost from the last change on, as a journaling file system loses them.
final class ForgetfulDisk extends Disk {
    private static final int PAGE = 4_096;

    private final Map<String, Node> names = new HashMap<>();
    private final List<NameChange> unforcedNames = new ArrayList<>();
    private final Map<String, Node> durableNames = new HashMap<>();
    private long operations;
    private long powerEndsAt = Long.MAX_VALUE;

    /// What one file holds, whatever it is called.
    private static final class Node {
        byte[] durable = new byte[0];
        final List<Change> unforced = new ArrayList<>();

        void force() {
            for (Change change : unforced) {
                durable = change.on(durable);
            }
            unforced.clear();
        }

        byte[] afterCut(Random random) {
            // A cut right after a write-back, one before it, and everything between.
            int chance = List.of(0, 10, 50, 90, 100).get(random.nextInt(5));
            byte[] bytes = durable;
            for (Change change : unforced) {
                for (Change piece : change.pages()) {
                    if (random.nextInt(100) < chance) {
                        bytes = piece.on(bytes);
                    }
                }
            }
            return bytes;
        }
    }

    private sealed interface Change {
        byte[] on(byte[] file);

        List<? extends Change> pages();
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Written(int at, byte[] bytes) implements Change {
        @Override
        public byte[] on(byte[] file) {
            byte[] longer = file.length < at + bytes.length ? Arrays.copyOf(file, at + bytes.length) : file.clone();
            System.arraycopy(bytes, 0, longer, at, bytes.length);
            return longer;
        }

        @Override
        public List<Written> pages() {
            var pages = new ArrayList<Written>();
            for (int from = at; from < at + bytes.length; ) {
                int to = Math.min(at + bytes.length, (from / PAGE + 1) * PAGE);
                pages.add(new Written(from, Arrays.copyOfRange(bytes, from - at, to - at)));
                from = to;
            }
            return pages;
        }
    }

    private record Cut(int length) implements Change {
        @Override
        public byte[] on(byte[] file) {
            return Arrays.copyOf(file, length);
        }

        @Override
        public List<Cut> pages() {
            return List.of(this);
        }
    }

    /// A name that came, or went where `node` is none.
    private record NameChange(String name, List<Node> node) {}

    /// From now on so many operations succeed, then the power is gone.
    synchronized void cutPowerAfter(long more) {
        powerEndsAt = operations + more;
    }

    synchronized boolean isDark() {
        return operations >= powerEndsAt;
    }

    synchronized long operations() {
        return operations;
    }

    /// What is found on the disk after the cut, as files in `target`.
    synchronized void remains(Path target, Random random) throws IOException {
        var found = new HashMap<>(durableNames);
        unforcedNames.subList(0, random.nextInt(unforcedNames.size() + 1)).forEach(change -> apply(found, change));
        Files.createDirectories(target);
        for (var entry : found.entrySet()) {
            Files.write(target.resolve(entry.getKey()), entry.getValue().afterCut(random));
        }
    }

    /// Starts from the files of a folder, all of them durable.
    synchronized void adopt(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            for (Path file : files.toList()) {
                var node = new Node();
                node.durable = Files.readAllBytes(file);
                names.put(name(file), node);
                durableNames.put(name(file), node);
            }
        }
    }

    @Override
    synchronized RandomAccessFile open(Path file) throws IOException {
        operate();
        var known = names.get(name(file));
        if (known != null) {
            return new Recorded(file, known);
        }
        var fresh = new Node();
        rename(name(file), List.of(fresh));
        return new Recorded(file, fresh);
    }

    @Override
    synchronized void force(RandomAccessFile file) throws IOException {
        operate();
        ((Recorded) file).node.force();
    }

    @Override
    synchronized void replace(Path from, Path to) throws IOException {
        operate();
        super.replace(from, to);
        var node = Objects.requireNonNull(names.get(name(from)));
        rename(name(to), List.of(node));
        rename(name(from), List.of());
    }

    @Override
    synchronized void delete(Path file) throws IOException {
        operate();
        super.delete(file);
        rename(name(file), List.of());
    }

    @Override
    synchronized void forceNames(Path folder) throws IOException {
        operate();
        unforcedNames.forEach(change -> apply(durableNames, change));
        unforcedNames.clear();
    }

    private void rename(String name, List<Node> node) {
        var change = new NameChange(name, node);
        apply(names, change);
        unforcedNames.add(change);
    }

    private static void apply(Map<String, Node> names, NameChange change) {
        if (change.node().isEmpty()) {
            names.remove(change.name());
        } else {
            names.put(change.name(), change.node().getFirst());
        }
    }

    private void operate() throws IOException {
        if (isDark()) {
            throw new IOException("the power is gone");
        }
        operations++;
    }

    private synchronized void record(Node node, Change change) throws IOException {
        operate();
        node.unforced.add(change);
    }

    private static String name(Path file) {
        return file.getFileName().toString();
    }

    /// A handle that tells the disk what it writes.
    private final class Recorded extends RandomAccessFile {
        private final Node node;

        Recorded(Path file, Node node) throws FileNotFoundException {
            super(file.toFile(), "rw");
            this.node = node;
        }

        @Override
        public void write(byte[] bytes) throws IOException {
            write(bytes, 0, bytes.length);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            record(node, new Written((int) getFilePointer(), Arrays.copyOfRange(bytes, offset, offset + length)));
            super.write(bytes, offset, length);
        }

        @Override
        public void setLength(long length) throws IOException {
            record(node, new Cut((int) length));
            super.setLength(length);
        }
    }
}
