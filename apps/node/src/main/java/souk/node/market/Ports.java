package souk.node.market;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Optional;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;

/// Finds ports that are free on loopback.
final class Ports {
    /// How many bases are tried before giving up.
    private static final int TRIES = 20;
    private static final int STEP = 200;

    private Ports() {}

    /// The wanted plan, or the same plan on the next base whose ports are all free.
    static MarketPlan firstFree(MarketPlan wanted) {
        var plan = wanted;
        for (int i = 0; i < TRIES; i++) {
            if (taken(plan).isEmpty()) {
                return plan;
            }
            plan = plan.at(plan.basePort() + STEP);
        }
        throw new SoukException(
                ErrorCode.UNAVAILABLE, "no free ports from " + wanted.basePort() + " on: choose others with --port");
    }

    /// The first of the plan's ports that another program holds.
    static Optional<Integer> taken(MarketPlan plan) {
        return plan.ports().stream().filter(port -> !free(port)).findFirst();
    }

    private static boolean free(int port) {
        try (var socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
