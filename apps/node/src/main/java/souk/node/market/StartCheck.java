package souk.node.market;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.json.JsonObject;

/// What has to hold before a market is started. Whatever does not is said at once and with a way out,
/// instead of minutes later in some log.
final class StartCheck {
    /// Twice what a provider keeps free on its disk. With less nothing could be stored, and the chain,
    /// which writes its state in place, could lose it.
    static final long MINIMUM_FREE = 512L << 20;

    private final Home home;
    private final MarketPlan plan;

    StartCheck(Home home, MarketPlan plan) {
        this.home = home;
        this.plan = plan;
    }

    /// @throws SoukException `DISK_FULL`, `CORRUPT`, `NOT_FOUND` or `UNAVAILABLE`, with what to do
    void run() {
        space();
        if (Files.exists(home.deployment())) {
            whole();
        } else if (Files.exists(home.gateway().resolve("gateway.db"))) {
            throw lost(home.deployment());
        }
        Ports.taken(plan).ifPresent(port -> {
            throw new SoukException(
                    ErrorCode.UNAVAILABLE,
                    "port " + port
                            + " is taken by another program: stop it, or start a market elsewhere with --data DIR"
                            + " --port BASE");
        });
    }

    private void space() {
        try {
            long free = Files.getFileStore(home.root()).getUsableSpace();
            if (free < MINIMUM_FREE) {
                throw new SoukException(
                        ErrorCode.DISK_FULL,
                        "the disk of " + home.root() + " has " + (free >> 20) + " MiB left, a market needs "
                                + (MINIMUM_FREE >> 20) + ": free some, or choose another folder with --data");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void whole() {
        var nodes =
                read(home.deployment(), json -> json.object("nodes").members().keySet());
        boolean hasGateway = Files.notExists(home.stopped(Home.GATEWAY));
        var tenants = !hasGateway
                ? List.<String>of()
                : read(
                        home.credentials(),
                        json -> json.array("accounts")
                                .objects()
                                .map(account -> account.text("tenant"))
                                .toList());
        plan.members().stream()
                .map(MarketPlan.Member::name)
                .filter(name -> !nodes.contains(name))
                .findFirst()
                .ifPresent(name -> {
                    throw damaged(home.deployment(), "it does not name " + name);
                });
        Stream.of(
                        plan.members().stream().map(member -> home.node(member.name())),
                        hasGateway ? Stream.of(home.gateway()) : Stream.<Path>of(),
                        tenants.stream().map(home::tenant))
                .flatMap(folders -> folders)
                .flatMap(folder -> Stream.of(folder.resolve("keys.p12"), folder.resolve("password")))
                .forEach(StartCheck::present);
        var state = home.chain().resolve("state.json");
        present(state);
        // All that a cut file lacks for sure; the rest is the chain's to judge.
        if (lastByte(state) != '}') {
            throw damaged(state, "it is cut short");
        }
    }

    private static int lastByte(Path file) {
        try (var bytes = FileChannel.open(file)) {
            var last = ByteBuffer.allocate(1);
            bytes.read(last, bytes.size() - 1);
            return last.get(0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static <T> T read(Path file, Function<JsonObject, T> shape) {
        return Home.read(file, shape).orElseThrow(() -> lost(file));
    }

    private static void present(Path file) {
        try {
            if (Files.notExists(file)) {
                throw lost(file);
            }
            if (Files.size(file) == 0) {
                throw damaged(file, "it is empty");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static SoukException lost(Path file) {
        return new SoukException(
                ErrorCode.NOT_FOUND,
                file
                        + " is missing from a market that was used: restore it from a copy, or start anew with --data"
                        + " DIR"
                        + (file.toString().contains("/" + Home.GATEWAY + "/")
                                ? ". A gateway comes back from its root key: ./souk gateway stop, ./souk up --detach,"
                                        + " ./souk recover, ./souk gateway start"
                                : ""));
    }

    private static SoukException damaged(Path file, String how) {
        return new SoukException(
                ErrorCode.CORRUPT,
                file + " is damaged (" + how + "): restore it from a copy, or start anew with --data DIR");
    }
}
