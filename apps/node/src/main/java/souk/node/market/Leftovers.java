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
    int end() {
        int count = count();
        end(find(this::isNode));
        end(find(this::isChain));
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
        return arguments(handle).contains(Chain.stateFile(home).toString());
    }

    static List<String> arguments(ProcessHandle handle) {
        return handle.info().arguments().map(Arrays::asList).orElse(List.of());
    }
}
