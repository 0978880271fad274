package souk.compute.fuel;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiPredicate;

/// Adds instruction metering to a WebAssembly module, so that a run costs the same on every engine and machine.
///
/// **How it counts.** The code of each function is cut into basic blocks: a block starts at the function's entry and
/// behind every `loop`, `if`, `else`, `end` and jump. Its cost is the number of its instructions; `block`, `loop`,
/// `else`, `end` and `nop` only mark structure and cost nothing. The whole cost is charged at the block's entry, so
/// instructions behind a trap or an exit inside the block are paid as well. `memory.fill` and `memory.copy`
/// cost one more for every 64 bytes. When the fuel would fall below zero the block is not entered: the module traps.
///
/// **Why it cannot be cheated.** The bytes are parsed in full and written anew; indices are checked, so the module
/// cannot name the fuel; whatever else is invalid is found by the engine, which validates the result.
///
/// The scheme is the usual gas injection of blockchain runtimes.
public final class FuelInstrumenter {
    /// The only module a guest may import from.
    public static final String WASI = "wasi_snapshot_preview1";

    /// Name under which the fuel is exported, for hosts that read exports.
    public static final String FUEL_EXPORT = "souk.fuel";

    /// Name under which a module's start function is exported. It is no longer called while the module is
    /// instantiated, when the host could neither meter nor stop it: the host calls it before `_start`.
    public static final String START_EXPORT = "souk.start";

    /// Larger programs would take minutes to compile.
    public static final int MAX_MODULE_BYTES = 32 << 20;

    /// Elements a table may start with.
    private static final int MAX_TABLE = 1_000_000;

    private static final int EXPORT_FUNCTION = 0;
    private static final int EXPORT_GLOBAL = 3;
    private static final int START_SECTION = 8;
    private static final byte[] HEADER = {0, 'a', 's', 'm', 1, 0, 0, 0};
    /// Sections in the order the format demands; 12 (data count) stands before 10 (code).
    private static final int[] ORDER = {1, 2, 3, 4, 5, 6, 7, 8, 9, 12, 10, 11};

    private final TreeMap<Integer, ModuleReader> sections = new TreeMap<>();
    private final BiPredicate<String, String> served;
    private final long memoryPages;
    private int importedFunctions;

    private FuelInstrumenter(BiPredicate<String, String> served, long memoryPages) {
        this.served = served;
        this.memoryPages = memoryPages;
    }

    /// Instruments `module`.
    ///
    /// @param fuel instructions it may execute, at least 0
    /// @param memoryPages pages of 64 KiB its memory may start with
    /// @param served whether the host has the import (module, name)
    /// @throws ModuleRefusedException if it is malformed, too large, uses a feature or an import that is
    ///     not served, or has no function `_start`
    public static MeteredModule instrument(
            byte[] module, long fuel, long memoryPages, BiPredicate<String, String> served)
            throws ModuleRefusedException {
        if (fuel < 0) {
            throw new IllegalArgumentException("fuel must not be negative");
        }
        if (module.length > MAX_MODULE_BYTES) {
            throw new ModuleRefusedException("the module is larger than " + MAX_MODULE_BYTES + " bytes");
        }
        return new FuelInstrumenter(served, memoryPages).rewrite(module, fuel);
    }

    private MeteredModule rewrite(byte[] module, long fuel) throws ModuleRefusedException {
        readSections(module);
        int types = checkTypes();
        checkImports();
        int functions = importedFunctions + checkFunctions();
        checkTables();
        boolean hasMemory = checkMemory();
        var layout = new Layout(types, functions, checkGlobals(), hasMemory);
        checkExports();
        return new MeteredModule(
                write(layout, fuel).toBytes(),
                layout.fuelGlobal(),
                layout.refusedGrowthGlobal(),
                fuel,
                sections.containsKey(START_SECTION));
    }

    private void readSections(byte[] module) throws ModuleRefusedException {
        var in = new ModuleReader(module);
        for (byte expected : HEADER) {
            if (in.u8() != expected) {
                throw ModuleReader.malformed("it does not start as a WebAssembly 1.0 module");
            }
        }
        int rank = -1;
        while (in.hasMore()) {
            int id = in.u8();
            var body = in.slice(in.u32());
            if (id == 0) {
                continue;
            }
            int newRank = rank(id);
            if (newRank <= rank) {
                throw ModuleReader.malformed("section " + id + " is repeated or out of order");
            }
            rank = newRank;
            sections.put(id, body);
        }
    }

    private static int rank(int id) throws ModuleRefusedException {
        for (int i = 0; i < ORDER.length; i++) {
            if (ORDER[i] == id) {
                return i;
            }
        }
        throw new ModuleRefusedException(
                id == 13 ? "the module uses exception handling, which is not served" : "unknown section " + id);
    }

    /// A fresh reader of a section; one that is absent reads as an empty vector.
    private ModuleReader section(int id) {
        var reader = sections.get(id);
        return reader == null ? new ModuleReader(new byte[] {0}) : reader.again();
    }

    private int checkTypes() throws ModuleRefusedException {
        var in = section(1);
        int count = in.count();
        for (int i = 0; i < count; i++) {
            if (in.u8() != 0x60) {
                throw new ModuleRefusedException("the module defines types other than functions, which is not served");
            }
            checkValueTypes(in);
            checkValueTypes(in);
        }
        in.requireEnd("the type section");
        return count;
    }

    private static void checkValueTypes(ModuleReader in) throws ModuleRefusedException {
        for (int left = in.count(); left > 0; left--) {
            if (!Opcode.isValueType(in.u8())) {
                throw new ModuleRefusedException("the module uses a value type that is not served");
            }
        }
    }

    private void checkImports() throws ModuleRefusedException {
        var in = section(2);
        importedFunctions = in.count();
        for (int i = 0; i < importedFunctions; i++) {
            String from = in.name();
            String name = in.name();
            boolean isFunction = in.u8() == 0;
            if (!isFunction || !served.test(from, name)) {
                throw new ModuleRefusedException("the module imports " + from + "." + name + ", which is not served");
            }
            in.u32();
        }
        in.requireEnd("the import section");
    }

    private int checkFunctions() throws ModuleRefusedException {
        var in = section(3);
        int count = in.count();
        for (int i = 0; i < count; i++) {
            in.u32();
        }
        in.requireEnd("the function section");
        return count;
    }

    private void checkTables() throws ModuleRefusedException {
        var in = section(4);
        for (int left = in.count(); left > 0; left--) {
            if (!Opcode.isReferenceType(in.u8())) {
                throw new ModuleRefusedException("the module has a table of a kind that is not served");
            }
            if (checkLimits(in) > MAX_TABLE) {
                throw new ModuleRefusedException("a table starts with more than " + MAX_TABLE + " elements");
            }
        }
        in.requireEnd("the table section");
    }

    private boolean checkMemory() throws ModuleRefusedException {
        var in = section(5);
        int count = in.count();
        if (count > 1) {
            throw new ModuleRefusedException("the module uses several memories, which is not served");
        }
        if (count == 1 && checkLimits(in) > memoryPages) {
            throw new ModuleRefusedException(
                    "the module starts with more memory than the limit of " + memoryPages + " pages of 64 KiB");
        }
        in.requireEnd("the memory section");
        return count == 1;
    }

    /// Returns the minimum. Flags above 1 mean shared or 64-bit memories.
    private static long checkLimits(ModuleReader in) throws ModuleRefusedException {
        int flags = in.u8();
        if (flags > 1) {
            throw new ModuleRefusedException("the module uses shared or 64-bit memory, which is not served");
        }
        long minimum = in.u32();
        if (flags == 1) {
            in.u32();
        }
        return minimum;
    }

    private int checkGlobals() throws ModuleRefusedException {
        var in = section(6);
        int count = in.count();
        for (int i = 0; i < count; i++) {
            if (!Opcode.isValueType(in.u8()) || in.u8() > 1) {
                throw new ModuleRefusedException("a global variable has a type that is not served");
            }
            skipConstant(in);
        }
        in.requireEnd("the global section");
        return count;
    }

    private static void skipConstant(ModuleReader in) throws ModuleRefusedException {
        while (true) {
            int opcode = in.u8();
            switch (opcode) {
                case Opcode.END -> {
                    return;
                }
                case Opcode.I32_CONST -> in.skipSigned(32);
                case Opcode.I64_CONST -> in.skipSigned(64);
                case Opcode.F32_CONST -> in.skip(4);
                case Opcode.F64_CONST -> in.skip(8);
                case Opcode.GLOBAL_GET, Opcode.REF_FUNC -> in.u32();
                case Opcode.REF_NULL -> in.u8();
                default -> throw Opcode.refused(opcode);
            }
        }
    }

    private void checkExports() throws ModuleRefusedException {
        var in = section(7);
        Set<String> names = new HashSet<>();
        boolean hasStart = false;
        for (int left = in.count(); left > 0; left--) {
            String name = in.name();
            boolean isFunction = in.u8() == 0;
            in.u32();
            hasStart |= isFunction && name.equals("_start");
            if (!names.add(name) || name.equals(FUEL_EXPORT) || name.equals(START_EXPORT)) {
                throw ModuleReader.malformed("export '" + name + "' is repeated or reserved");
            }
        }
        in.requireEnd("the export section");
        if (!hasStart) {
            throw new ModuleRefusedException("the module exports no function _start: it is not a WASI command");
        }
    }

    private ModuleWriter write(Layout layout, long fuel) throws ModuleRefusedException {
        var helpers = new FuelHelpers(layout);
        var out = new ModuleWriter().raw(HEADER);
        for (int id : ORDER) {
            switch (id) {
                case 1 -> {
                    var body = extended(id, helpers.typeCount());
                    helpers.appendTypes(body);
                    out.u8(id).sized(body);
                }
                case 3 -> {
                    var body = extended(id, helpers.count());
                    helpers.appendFunctions(body);
                    out.u8(id).sized(body);
                }
                case 6 -> {
                    var body = extended(id, 2);
                    helpers.appendGlobals(body, fuel);
                    out.u8(id).sized(body);
                }
                case 7 -> out.u8(id).sized(exports(layout));
                case START_SECTION -> {}
                case 10 -> out.u8(id).sized(code(layout, helpers));
                default -> {
                    if (sections.containsKey(id)) {
                        out.u8(id).sized(new ModuleWriter().raw(section(id).rest()));
                    }
                }
            }
        }
        return out;
    }

    /// A vector section with room for `more` items, which the caller appends.
    private ModuleWriter extended(int id, int more) throws ModuleRefusedException {
        var in = section(id);
        return new ModuleWriter().u32(in.count() + (long) more).raw(in.rest());
    }

    private ModuleWriter exports(Layout layout) throws ModuleRefusedException {
        boolean hasStart = sections.containsKey(START_SECTION);
        var out = extended(7, hasStart ? 2 : 1);
        name(out, FUEL_EXPORT).u8(EXPORT_GLOBAL).u32(layout.fuelGlobal());
        if (hasStart) {
            long function = section(START_SECTION).u32();
            layout.requireFunction(function);
            name(out, START_EXPORT).u8(EXPORT_FUNCTION).u32(function);
        }
        return out;
    }

    private static ModuleWriter name(ModuleWriter out, String name) {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        return out.u32(bytes.length).raw(bytes);
    }

    private ModuleWriter code(Layout layout, FuelHelpers helpers) throws ModuleRefusedException {
        var in = section(10);
        int count = in.count();
        if (count != layout.functions() - importedFunctions) {
            throw ModuleReader.malformed("it declares and defines different numbers of functions");
        }
        var out = new ModuleWriter().u32(count + (long) helpers.count());
        for (int i = 0; i < count; i++) {
            out.sized(new BodyRewriter(layout, in.slice(in.u32())).rewrite());
        }
        in.requireEnd("the code section");
        helpers.appendBodies(out);
        return out;
    }
}
