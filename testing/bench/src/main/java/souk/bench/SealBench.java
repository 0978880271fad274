package souk.bench;

import java.util.List;
import java.util.SplittableRandom;
import souk.core.seal.FrameOpener;
import souk.core.seal.FrameSealer;
import souk.core.seal.Frames;
import souk.core.seal.SealKey;
import souk.core.value.Digest;

/// How many bytes a core seals and opens in frames of ten cells.
final class SealBench implements Bench {
    private static final int CELLS = 10;

    @Override
    public List<Figure> measure(Setting setting) {
        Frames.warmUp();
        var key = SealKey.random(new SplittableRandom(1));
        var plain = new byte[Frames.plainBytes(CELLS)];
        var sealed = new byte[Frames.sealedBytes(CELLS)];
        var opened = new byte[plain.length];
        new FrameSealer(key, Digest.ZERO, CELLS).seal(plain, 0, plain.length, sealed, 0);
        var opener = new FrameOpener(key, Digest.ZERO, CELLS);
        var open = Processor.gigabytes(
                "open", plain.length, () -> Answers.require(opener.open(0, false, sealed, 0, opened, 0), "a frame"));
        var sealer = new FrameSealer(key, Digest.ZERO, CELLS);
        var seal = Processor.gigabytes("seal", plain.length, () -> sealer.seal(plain, 0, plain.length, sealed, 0));
        return List.of(seal, open);
    }
}
