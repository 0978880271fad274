package souk.gateway.s3;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// Admits a bounded number of bodies at once, lets a bounded number wait, and sends the rest away.
final class BodyGate {
    private final Semaphore places;
    private final Semaphore waitingRoom;
    private final Duration patience;

    BodyGate(S3Settings settings) {
        this.places = new Semaphore(settings.maxBodies(), true);
        this.waitingRoom = new Semaphore(settings.maxBodies() + settings.maxWaiting());
        this.patience = settings.patience();
    }

    /// Waits for a place.
    ///
    /// @return gives the place back when closed
    /// @throws S3Exception `SlowDown` when there is none in time
    Place enter() {
        if (!waitingRoom.tryAcquire()) {
            throw slowDown();
        }
        var admitted = false;
        try {
            admitted = places.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (!admitted) {
            waitingRoom.release();
            throw slowDown();
        }
        return new Place(this);
    }

    private static S3Exception slowDown() {
        return new S3Exception(S3Error.SlowDown, S3Error.SlowDown.text(), Map.of(), Map.of("Retry-After", "1"));
    }

    private void leave() {
        places.release();
        waitingRoom.release();
    }

    /// A place held; closing it twice gives it back once.
    static final class Place implements AutoCloseable {
        private final BodyGate gate;
        private boolean held = true;

        private Place(BodyGate gate) {
            this.gate = gate;
        }

        @Override
        public synchronized void close() {
            if (held) {
                held = false;
                gate.leave();
            }
        }
    }
}
