package souk.bench;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Another program for the same task, measured the same way: the same sizes, one thread, its processor time.
interface ErasurePeer {
    String name();

    Figure measure(ErasureBench.Task task) throws IOException, InterruptedException;

    /// Those that are there; for the others it says how to install them.
    static List<ErasurePeer> installed(Setting setting) throws IOException, InterruptedException {
        Optional<ErasurePeer> isal = IsalPeer.load();
        if (isal.isEmpty()) {
            System.err.println("souk: ISA-L is not installed (Debian: apt-get install libisal2)");
        }
        Optional<ErasurePeer> klauspost = KlauspostPeer.build(setting);
        if (klauspost.isEmpty()) {
            System.err.println("souk: klauspost/reedsolomon needs Go 1.24 or newer to build (https://go.dev/dl)");
        }
        return Stream.of(isal, klauspost).flatMap(Optional::stream).toList();
    }
}
