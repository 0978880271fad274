package souk.bench.campaign;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/// One way to hurt a market. What is broken here for good is only what redundancy has to bear: the disks of the
/// liars.
enum Fault {
    /// A provider's process dies and is started again by the supervisor.
    KILL_PROVIDER {
        @Override
        void strike(Victims victims, Random random) throws InterruptedException {
            victims.market().signal(victims.process(victims.any(random)), "KILL");
        }
    },
    /// Two providers leave for a while.
    STOP_PROVIDERS {
        @Override
        void strike(Victims victims, Random random) throws InterruptedException {
            for (var provider : victims.some(2, random)) {
                victims.market().souk("provider", "stop", provider);
            }
        }

        @Override
        void heal(Victims victims) throws InterruptedException {
            for (var provider : victims.market().providers()) {
                if (Files.exists(victims.market().home().resolve("run/stopped").resolve(provider))) {
                    victims.market().souk("provider", "start", provider);
                }
            }
        }
    },
    /// A provider answers, but hardly.
    SLOW_PROVIDER {
        @Override
        void strike(Victims victims, Random random) throws InterruptedException {
            var process = victims.process(victims.any(random));
            for (int i = 0; i < 8; i++) {
                victims.market().signal(process, "STOP");
                Thread.sleep(200 + random.nextInt(300));
                victims.market().signal(process, "CONT");
                Thread.sleep(20);
            }
        }
    },
    /// More providers than the code can miss fall silent at once, with their connections open.
    PARTITION {
        @Override
        void strike(Victims victims, Random random) throws InterruptedException {
            for (var provider : victims.some(6, random)) {
                victims.market().signal(victims.process(provider), "STOP");
            }
        }

        @Override
        void heal(Victims victims) throws InterruptedException {
            for (var provider : victims.market().providers()) {
                victims.market().signal(victims.process(provider), "CONT");
            }
        }
    },
    /// A provider's files grow no more.
    FULL_DISK {
        @Override
        void strike(Victims victims, Random random) throws InterruptedException {
            victims.market().limitFiles(victims.process(victims.any(random)), Optional.of(FULL_AT));
        }

        @Override
        void heal(Victims victims) throws InterruptedException {
            for (var provider : victims.market().providers()) {
                victims.market().limitFiles(victims.process(provider), Optional.empty());
            }
        }
    },
    /// A liar's bytes change under its hands.
    WRONG_BYTES {
        @Override
        void strike(Victims victims, Random random) throws IOException {
            for (var log : victims.logs(victims.liar(random))) {
                try (var file = new RandomAccessFile(log.toFile(), "rw")) {
                    for (long at = 5_000 + random.nextInt(1_000); at < file.length(); at += 20_000) {
                        file.seek(at);
                        int old = file.read();
                        file.seek(at);
                        file.write(old ^ 0xff);
                    }
                }
            }
        }
    },
    /// A liar goes back to what it held an epoch ago, with the inventory it had signed then.
    OLD_ROOTS {
        @Override
        void strike(Victims victims, Random random) throws IOException, InterruptedException {
            var liar = victims.liar(random);
            var kept = victims.market().home().resolve("kept-" + liar);
            var now = victims.market().shards(liar);
            whileStopped(victims, liar, () -> copy(now, kept));
            Thread.sleep(victims.market().epoch().plusSeconds(2));
            whileStopped(victims, liar, () -> copy(kept, now));
        }

        private void whileStopped(Victims victims, String provider, Copying copying)
                throws IOException, InterruptedException {
            victims.market().souk("provider", "stop", provider);
            try {
                copying.run();
            } finally {
                victims.market().souk("provider", "start", provider);
            }
        }
    },
    /// The gateway dies in the middle of whatever it does.
    KILL_GATEWAY {
        @Override
        void strike(Victims victims, Random random) throws InterruptedException {
            victims.market().signal("gateway", "KILL");
        }
    },
    /// The gateway dies again while it starts.
    KILL_GATEWAY_TWICE {
        @Override
        void strike(Victims victims, Random random) throws InterruptedException {
            victims.market().signal("gateway", "KILL");
            Thread.sleep(500 + random.nextInt(2_000));
            victims.market().signal("gateway", "KILL");
        }
    },
    /// The chain dies and comes back with the state of its last second.
    KILL_CHAIN {
        @Override
        void strike(Victims victims, Random random) throws InterruptedException {
            victims.market().signal("chain", "KILL");
        }
    };

    private static final long FULL_AT = 1L << 16;

    abstract void strike(Victims victims, Random random) throws IOException, InterruptedException;

    /// Ends what [#strike] began. Nothing to do for what the supervisor mends.
    void heal(Victims victims) throws IOException, InterruptedException {}

    /// Who may be hurt.
    ///
    /// @param separate whether each provider is a process of its own
    /// @param liars the providers that lose or change data; no more than the code can miss
    record Victims(LocalMarket market, boolean separate, List<String> liars) {
        String process(String provider) {
            return separate ? provider : "nodes";
        }

        String any(Random random) {
            return some(1, random).getFirst();
        }

        List<String> some(int count, Random random) {
            var all = new java.util.ArrayList<>(market.providers());
            java.util.Collections.shuffle(all, random);
            return List.copyOf(all.subList(0, count));
        }

        String liar(Random random) {
            return liars.get(random.nextInt(liars.size()));
        }

        List<Path> logs(String provider) throws IOException {
            try (var files = Files.list(market.shards(provider))) {
                return files.filter(file -> file.toString().endsWith(".log"))
                        .sorted()
                        .toList();
            } catch (NoSuchFileException e) {
                return List.of();
            }
        }
    }

    @FunctionalInterface
    private interface Copying {
        void run() throws IOException;
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        try (var old = Files.list(to)) {
            for (var file : old.toList()) {
                Files.delete(file);
            }
        }
        try (var files = Files.list(from)) {
            for (var file : files.toList()) {
                Files.copy(file, to.resolve(file.getFileName()), StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
    }
}
