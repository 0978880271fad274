package souk.node.market;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/// What a killed supervisor left running. It is found by its command line: a file with a process id may not have been
/// written yet, and ids are used again.
final class Leftovers {
    private static final Set<String> PROGRAMS = Set.of(Supervisor.NODE, Supervisor.GATEWAY);

    private final Home home;

    Leftovers(Home home) {
        this.home = home;
    }

    int count() {
        return find(this::isNode).size() + find(this::isChain).size();
    }

    /// Ends all of it, the chain last, so that nobody loses it while finishing; returns how many there were.
    ///
    /// @param farewell to a chain that is about to be ended
    int end(Runnable farewell) {
        int count = count();
        end(find(this::isNode));
        var chain = find(this::isChain);
        if (!chain.isEmpty()) {
            farewell.run();
        }
        end(chain);
        return count;
    }

    private static void end(List<ProcessHandle> processes) {
        processes.forEach(ProcessHandle::destroy);
        for (var process : processes) {
            process.onExit()
                    .orTimeout(Child.STOP.toSeconds(), TimeUnit.SECONDS)
                    .exceptionally(late -> {
                        process.destroyForcibly();
                        return process;
                    })
                    .join();
        }
    }

    private static List<ProcessHandle> find(Predicate<ProcessHandle> test) {
        return ProcessHandle.allProcesses().filter(test).toList();
    }

    private boolean isNode(ProcessHandle handle) {
        var arguments = arguments(handle);
        return arguments.contains(home.root().toString()) && arguments.stream().anyMatch(PROGRAMS::contains);
    }

    private boolean isChain(ProcessHandle handle) {
        return arguments(handle).contains(home.chain().resolve("cache").toString());
    }

    static List<String> arguments(ProcessHandle handle) {
        return handle.info().arguments().map(Arrays::asList).orElse(List.of());
    }
}
