package souk.compute;

import java.io.InputStream;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Random;
import java.util.stream.Stream;
import run.endive.compiler.InterpreterFallback;
import run.endive.compiler.MachineFactoryCompiler;
import run.endive.runtime.ByteArrayMemory;
import run.endive.runtime.ImportValues;
import run.endive.runtime.Instance;
import run.endive.wasi.WasiOptions;
import run.endive.wasi.WasiPreview1;
import run.endive.wasm.Parser;
import run.endive.wasm.WasmModule;
import run.endive.wasm.types.MemoryLimits;
import souk.compute.fuel.FuelInstrumenter;
import souk.compute.fuel.MeteredModule;
import souk.compute.fuel.ModuleRefusedException;

/// A program inside the engine: instrumented, compiled, and connected to what it may touch.
final class Guest {
    /// What a program finds as its own name.
    private static final String PROGRAM_NAME = "program";

    private final MeteredModule metered;
    private final Instance instance;
    private final WriteQuota quota;

    private Guest(MeteredModule metered, Instance instance, WriteQuota quota) {
        this.metered = metered;
        this.instance = instance;
        this.quota = quota;
    }

    /// Prepares the job's program. No instruction of it runs yet.
    static Guest load(WasmJob job, FrameWriter frames) throws ModuleRefusedException {
        MountCheck.check(job.mounts());
        var quota = new WriteQuota(job.limits().outputBytes());
        var wasi = WasiPreview1.builder().withOptions(options(job, frames)).build();
        var gate = new WasiGate(new OpenFiles(job.mounts()), quota, job.surroundings(), wasi.toHostFunctions());
        int pages = job.limits().memoryPages();
        var metered = FuelInstrumenter.instrument(job.module(), job.limits().instructions(), pages, gate::serves);
        var instance = instantiate(Parser.parse(metered.bytes()), gate, pages);
        return new Guest(metered, instance, quota);
    }

    private static Instance instantiate(WasmModule program, WasiGate gate, int pages) {
        return Instance.builder(program)
                .withImportValues(
                        ImportValues.builder().addFunction(gate.functions()).build())
                .withMachineFactory(MachineFactoryCompiler.builder(program)
                        .withInterpreterFallback(InterpreterFallback.SILENT)
                        .compile())
                .withMemoryFactory(limits -> new ByteArrayMemory(
                        new MemoryLimits(limits.initialPages(), Math.min(limits.maximumPages(), pages))))
                .withStart(false)
                .build();
    }

    private static WasiOptions options(WasmJob job, FrameWriter frames) {
        var options = WasiOptions.builder()
                .withThrowOnExit0(true)
                .withStdin(InputStream.nullInputStream())
                .withStdout(
                        new CappedStream(frames, JobWire.STDOUT, job.limits().streamBytes()))
                .withStderr(
                        new CappedStream(frames, JobWire.STDERR, job.limits().streamBytes()))
                .withArguments(Stream.concat(Stream.of(PROGRAM_NAME), job.args().stream())
                        .toList());
        job.sortedEnv().forEach(options::withEnvironment);
        job.mounts().forEach(mount -> options.withDirectory(mount.guestPath(), mount.hostDirectory()));
        switch (job.surroundings()) {
            case Surroundings.Live() -> options.withRandom(new SecureRandom()).withClock(Clock.systemUTC());
            case Surroundings.Fixed(long seed, long epochNanos) ->
                options.withRandom(new Random(seed))
                        .withClock(Clock.fixed(Instant.ofEpochSecond(0, epochNanos), ZoneOffset.UTC));
        }
        return options.build();
    }

    /// Runs the program until it returns or throws.
    void run() {
        if (metered.hasStart()) {
            instance.export(FuelInstrumenter.START_EXPORT).apply();
        }
        instance.export("_start").apply();
    }

    boolean ranOut() {
        return fuel() < 0;
    }

    boolean wasRefusedMemory() {
        return instance.global(metered.refusedGrowthGlobal()).getValue() != 0;
    }

    long instructions() {
        return metered.used(fuel());
    }

    long memoryBytes() {
        var memory = instance.memory();
        return memory == null ? 0 : (long) memory.pages() * Limits.PAGE_BYTES;
    }

    long outputBytes() {
        return quota.written();
    }

    private long fuel() {
        return instance.global(metered.fuelGlobal()).getValue();
    }
}
