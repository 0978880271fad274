package souk.core.erasure;

import java.util.Locale;
import java.util.Optional;

/// The kernels there are. Which of them a machine has is found out when they are loaded.
public enum KernelKind {
    /// Plain Java; runs everywhere, and the twin that all others are compared with.
    PORTABLE {
        @Override
        public Optional<GfKernel> load() {
            return Optional.of(GfKernel.portable());
        }
    },
    /// The Vector API, where the JVM runs with `--add-modules jdk.incubator.vector`.
    VECTOR {
        @Override
        public Optional<GfKernel> load() {
            return ModuleLayer.boot().findModule("jdk.incubator.vector").map(present -> new VectorKernel());
        }
    },
    /// Intel's ISA-L, where `libisal.so.2` is installed.
    ISA_L {
        @Override
        public Optional<GfKernel> load() {
            return IsalKernel.load();
        }
    },
    /// The processor's instruction for it (GFNI with AVX-512), where a C compiler was there at the build.
    GFNI {
        @Override
        public Optional<GfKernel> load() {
            return GfniKernel.load();
        }
    };

    /// The kernel, new; empty where what it needs is not there.
    public abstract Optional<GfKernel> load();

    /// As it is printed: `isa-l`.
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
