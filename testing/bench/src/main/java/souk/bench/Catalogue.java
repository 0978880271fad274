package souk.bench;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;

/// Every bench with its question.
enum Catalogue {
    S3(
            "S3 PUT and GET of one object of --size MiB, against the running market; --peer for other S3 servers",
            new S3Bench()),
    S3_SMALL("S3 objects of 4 KiB a second with --clients, against the running market", new SmallObjectsBench()),
    RUN("from the request to a job running, and to its result, against the running market", new RunBench()),
    START("stop and warm start of the market; needs --restart", new StartBench()),
    ERASURE(
            "Reed-Solomon encoding and decoding of one core by each kernel; --peer for ISA-L and klauspost/reedsolomon",
            new ErasureBench()),
    SEAL("sealing and opening of frames of one core", new SealBench()),
    MERKLE("shard roots of one core", new MerkleBench()),
    SANDBOX("the word count in the sandbox: new process, start-up cache, warm spare", new SandboxBench()),
    CAMPAIGN("what clients see while a market of their own is hurt; takes --seed and --minutes", new CampaignBench()),
    MATCHING(
            "orders matched by one core against up to --offers offers, beside SQLite with the same answers",
            new MatchingBench()),
    SIMULATION(
            "a market of --providers and --orders in its own time, with liars, colluders, shocks and late messages",
            new SimulationBench()),
    GAS("what each step costs on the chain, beside an iExec task", new GasBench());

    private final String question;
    private final Bench bench;

    Catalogue(String question, Bench bench) {
        this.question = question;
        this.bench = bench;
    }

    /// As it is typed: `s3-small`.
    String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    String question() {
        return question;
    }

    Bench bench() {
        return bench;
    }

    /// @throws SoukException `NOT_FOUND` with the names there are
    static Catalogue of(String id) {
        return Arrays.stream(values())
                .filter(each -> each.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new SoukException(
                        ErrorCode.NOT_FOUND,
                        "no bench called " + id + "; there are "
                                + Arrays.stream(values()).map(Catalogue::id).collect(Collectors.joining(", "))));
    }
}
