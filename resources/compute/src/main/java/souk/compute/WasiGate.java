package souk.compute;

import java.nio.channels.NonReadableChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import run.endive.runtime.HostFunction;
import run.endive.runtime.Instance;
import run.endive.runtime.Memory;
import run.endive.runtime.WasmFunctionHandle;
import souk.compute.fuel.FuelInstrumenter;

/// Stands between the guest and the engine's WASI functions, and lets pass what a job may do.
///
/// It adds what the engine does not enforce: read-only mounts, a quota of bytes and files, no links of any kind, no
/// sockets, no signals, and answers about files and time that are the same on every host.
final class WasiGate {
    private static final long RIGHTS_TO_CHANGE = 1L << 6 | 1L << 8 | 1L << 22;
    private static final int OPEN_CREATE = 1;
    private static final int OPEN_EXCLUSIVE_OR_TRUNCATE = 4 | 8;
    private static final int FLAG_APPEND = 1;
    private static final int WHENCE_SET = 0;
    private static final int WHENCE_CURRENT = 1;
    /// A call gathers from this many pieces at most; it bounds the loops over guest memory.
    private static final int MAX_VECTORS = 1_024;

    private static final int SUBSCRIPTION_BYTES = 48;

    private final OpenFiles files;
    private final WriteQuota quota;
    private final Map<String, HostFunction> engine;
    private final Map<String, WasmFunctionHandle> rules = new TreeMap<>();

    WasiGate(OpenFiles files, WriteQuota quota, Surroundings surroundings, HostFunction... engine) {
        this.files = files;
        this.quota = quota;
        this.engine = Arrays.stream(engine)
                .filter(function -> !function.name().startsWith("adapter_"))
                .collect(Collectors.toMap(HostFunction::name, function -> function));
        addPathRules();
        addFileRules();
        addRefusals();
        if (surroundings instanceof Surroundings.Fixed(long seed, long epochNanos)) {
            addFixedTime(epochNanos);
        }
    }

    boolean serves(String from, String name) {
        return from.equals(FuelInstrumenter.WASI) && engine.containsKey(name);
    }

    HostFunction[] functions() {
        return engine.values().stream().map(this::guarded).toArray(HostFunction[]::new);
    }

    private HostFunction guarded(HostFunction function) {
        var rule = rules.getOrDefault(function.name(), function.handle());
        return new HostFunction(function.module(), function.name(), function.functionType(), (instance, args) -> {
            try {
                return rule.apply(instance, args);
            } catch (WasiError e) {
                return result(e.number());
            } catch (NonWritableChannelException | NonReadableChannelException e) {
                return result(Errno.NOTCAPABLE);
            }
        });
    }

    private void addPathRules() {
        rules.put("path_open", this::open);
        rules.put("path_create_directory", (instance, args) -> {
            files.resolve(files.writable(files.directory((int) args[0])), name(instance, args[1], args[2]));
            quota.create();
            return pass("path_create_directory", instance, args);
        });
        for (String removal : Set.of("path_remove_directory", "path_unlink_file")) {
            rules.put(removal, (instance, args) -> {
                files.resolve(files.writable(files.directory((int) args[0])), name(instance, args[1], args[2]));
                return pass(removal, instance, args);
            });
        }
        rules.put("path_rename", (instance, args) -> {
            files.resolve(files.writable(files.directory((int) args[0])), name(instance, args[1], args[2]));
            files.resolve(files.writable(files.directory((int) args[3])), name(instance, args[4], args[5]));
            return pass("path_rename", instance, args);
        });
        rules.put("path_filestat_get", (instance, args) -> {
            var node = files.resolve(files.directory((int) args[0]), name(instance, args[2], args[3]));
            instance.memory().write((int) args[4], FileStat.of(node.path()));
            return result(Errno.SUCCESS);
        });
        rules.put("path_filestat_set_times", (instance, args) -> {
            files.resolve(files.writable(files.directory((int) args[0])), name(instance, args[2], args[3]));
            return result(Errno.SUCCESS);
        });
    }

    private long[] open(Instance instance, long... args) {
        var node = files.resolve(files.directory((int) args[0]), name(instance, args[2], args[3]));
        boolean creates = (args[4] & OPEN_CREATE) != 0;
        boolean changes = creates
                || (args[4] & OPEN_EXCLUSIVE_OR_TRUNCATE) != 0
                || (args[5] & RIGHTS_TO_CHANGE) != 0
                || (args[7] & FLAG_APPEND) != 0;
        if (changes && !node.isDirectory()) {
            files.writable(node);
        }
        files.requireRoom();
        if (creates && !Files.exists(node.path())) {
            quota.create();
        }
        // No path here has a link, so there is none to follow.
        args[1] = 0;
        long[] answer = pass("path_open", instance, args);
        if (answer[0] == Errno.SUCCESS) {
            files.opened(instance.memory().readInt((int) args[8]), node);
        }
        return answer;
    }

    private void addFileRules() {
        rules.put("fd_close", (instance, args) -> {
            long[] answer = pass("fd_close", instance, args);
            files.closed((int) args[0]);
            return answer;
        });
        rules.put("fd_renumber", (instance, args) -> {
            long[] answer = pass("fd_renumber", instance, args);
            if (answer[0] == Errno.SUCCESS && args[0] != args[1]) {
                files.renumbered((int) args[0], (int) args[1]);
            }
            return answer;
        });
        rules.put("fd_write", (instance, args) -> {
            if (files.isKnown((int) args[0])) {
                files.writable(files.get((int) args[0]));
                quota.take(total(instance.memory(), (int) args[1], (int) args[2]));
            }
            return pass("fd_write", instance, args);
        });
        rules.put("fd_pwrite", (instance, args) -> {
            var node = files.writable(files.get((int) args[0]));
            quota.take(Math.max(0, args[3] - FileStat.sizeOf(node.path())));
            quota.take(total(instance.memory(), (int) args[1], (int) args[2]));
            return pass("fd_pwrite", instance, args);
        });
        rules.put("fd_allocate", (instance, args) -> {
            files.writable(files.get((int) args[0]));
            quota.take(args[1] + args[2]);
            return pass("fd_allocate", instance, args);
        });
        rules.put("fd_filestat_set_size", (instance, args) -> {
            files.writable(files.get((int) args[0]));
            quota.take(args[1]);
            return pass("fd_filestat_set_size", instance, args);
        });
        rules.put("fd_filestat_set_times", (instance, args) -> {
            files.writable(files.get((int) args[0]));
            return result(Errno.SUCCESS);
        });
        rules.put("fd_filestat_get", (instance, args) -> {
            if (!files.isKnown((int) args[0])) {
                return pass("fd_filestat_get", instance, args);
            }
            instance.memory()
                    .write((int) args[1], FileStat.of(files.get((int) args[0]).path()));
            return result(Errno.SUCCESS);
        });
        rules.put("fd_readdir", this::readDirectory);
        rules.put("fd_seek", this::seek);
    }

    private long[] readDirectory(Instance instance, long... args) {
        var node = files.directory((int) args[0]);
        int length = (int) Math.min(Integer.toUnsignedLong((int) args[2]), 1 << 20);
        byte[] entries = FileStat.entries(node.path(), args[3], length);
        instance.memory().write((int) args[1], entries);
        instance.memory().writeI32((int) args[4], entries.length);
        return result(Errno.SUCCESS);
    }

    /// A writable file may not be left with a hole: the quota counts what is written, and a hole would not be.
    private long[] seek(Instance instance, long... args) {
        var node = files.get((int) args[0]);
        if (!node.readOnly() && !node.isDirectory()) {
            long size = FileStat.sizeOf(node.path());
            long base = switch ((int) args[2]) {
                case WHENCE_SET -> 0;
                case WHENCE_CURRENT -> position(instance, args[0], args[3]);
                default -> size;
            };
            if (args[1] > size - base) {
                throw new WasiError(Errno.INVAL);
            }
        }
        return pass("fd_seek", instance, args);
    }

    /// Asks the engine, which answers into guest memory, at the place the seek will overwrite.
    private long position(Instance instance, long descriptor, long scratch) {
        long[] answer = pass("fd_tell", instance, descriptor, scratch);
        if (answer[0] != Errno.SUCCESS) {
            throw new WasiError((int) answer[0]);
        }
        return instance.memory().readLong((int) scratch);
    }

    private void addRefusals() {
        for (String name : Set.of(
                "path_link", "path_symlink", "proc_raise", "sock_accept", "sock_recv", "sock_send", "sock_shutdown")) {
            rules.put(name, (instance, args) -> result(Errno.NOTSUP));
        }
        rules.put("path_readlink", (instance, args) -> result(Errno.INVAL));
        rules.put("poll_oneoff", this::poll);
    }

    private long[] poll(Instance instance, long... args) {
        if (args[2] > MAX_VECTORS) {
            throw new WasiError(Errno.INVAL);
        }
        return pass("poll_oneoff", instance, args);
    }

    private void addFixedTime(long epochNanos) {
        rules.put("clock_time_get", (instance, args) -> {
            instance.memory().writeLong((int) args[2], epochNanos);
            return result(Errno.SUCCESS);
        });
        rules.put("poll_oneoff", (instance, args) -> {
            for (int i = 0; i < Math.min(args[2], MAX_VECTORS); i++) {
                makeRelative(instance.memory(), (int) args[0] + i * SUBSCRIPTION_BYTES, epochNanos);
            }
            return poll(instance, args);
        });
    }

    /// The engine compares an absolute time with its own clock, which the guest has never seen.
    private static void makeRelative(Memory memory, int subscription, long epochNanos) {
        boolean isClock = memory.read(subscription + 8) == 0;
        short flags = memory.readShort(subscription + 40);
        if (isClock && (flags & 1) != 0) {
            memory.writeLong(subscription + 24, Math.max(0, memory.readLong(subscription + 24) - epochNanos));
            memory.writeShort(subscription + 40, (short) (flags & ~1));
        }
    }

    private long[] pass(String name, Instance instance, long... args) {
        var function = engine.get(name);
        if (function == null) {
            throw new WasiError(Errno.NOTSUP);
        }
        return function.handle().apply(instance, args);
    }

    private static byte[] name(Instance instance, long pointer, long length) {
        if (Integer.toUnsignedLong((int) length) > 1 << 16) {
            throw new WasiError(Errno.NAMETOOLONG);
        }
        return instance.memory().readBytes((int) pointer, (int) length);
    }

    private static long total(Memory memory, int vectors, int count) {
        if (count < 0 || count > MAX_VECTORS) {
            throw new WasiError(Errno.INVAL);
        }
        long total = 0;
        for (int i = 0; i < count; i++) {
            total += Integer.toUnsignedLong(memory.readInt(vectors + 8 * i + 4));
        }
        return total;
    }

    private static long[] result(int errno) {
        return new long[] {errno};
    }
}
