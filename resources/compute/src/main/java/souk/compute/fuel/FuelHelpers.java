package souk.compute.fuel;

/// The functions the instrumentation adds to a module.
///
/// A guest that finds a way to call them (through a table, say) gains nothing: the cost is an unsigned number, so a
/// charge can only ever burn fuel, and the others do what the instruction they replace does.
final class FuelHelpers {
    /// Bulk memory instructions cost one more for every 64 bytes.
    private static final int BULK_SHIFT = 6;

    private final Layout layout;

    FuelHelpers(Layout layout) {
        this.layout = layout;
    }

    int count() {
        return layout.hasMemory() ? 4 : 1;
    }

    void appendTypes(ModuleWriter out) {
        out.u8(0x60, 1, Opcode.I32, 0);
        if (layout.hasMemory()) {
            out.u8(0x60, 1, Opcode.I32, 1, Opcode.I32);
            out.u8(0x60, 3, Opcode.I32, Opcode.I32, Opcode.I32, 0);
        }
    }

    int typeCount() {
        return layout.hasMemory() ? 3 : 1;
    }

    void appendFunctions(ModuleWriter out) {
        out.u32(layout.types());
        if (layout.hasMemory()) {
            out.u32(layout.types() + 1).u32(layout.types() + 2).u32(layout.types() + 2);
        }
    }

    void appendGlobals(ModuleWriter out, long limit) {
        out.u8(Opcode.I64, 1, Opcode.I64_CONST).signed(limit).u8(Opcode.END);
        out.u8(Opcode.I32, 1, Opcode.I32_CONST, 0, Opcode.END);
    }

    void appendBodies(ModuleWriter out) {
        out.sized(charge());
        if (layout.hasMemory()) {
            out.sized(grow());
            out.sized(bulk(Opcode.FC_MEMORY_FILL, 0));
            out.sized(bulk(Opcode.FC_MEMORY_COPY, 0, 0));
        }
    }

    /// `fuel -= cost; if (fuel < 0) trap`, with the new value kept in a local.
    private ModuleWriter charge() {
        return new ModuleWriter()
                .u8(1, 1, Opcode.I64)
                .u8(Opcode.GLOBAL_GET)
                .u32(layout.fuelGlobal())
                .u8(Opcode.LOCAL_GET, 0, Opcode.I64_EXTEND_I32_U, Opcode.I64_SUB, Opcode.LOCAL_TEE, 1)
                .u8(Opcode.GLOBAL_SET)
                .u32(layout.fuelGlobal())
                .u8(Opcode.LOCAL_GET, 1, Opcode.I64_CONST, 0, Opcode.I64_LT_S)
                .u8(Opcode.IF, Opcode.EMPTY_BLOCK, Opcode.UNREACHABLE, Opcode.END, Opcode.END);
    }

    /// `memory.grow` that remembers a refusal, which tells "out of memory" from other traps.
    private ModuleWriter grow() {
        return new ModuleWriter()
                .u8(0, Opcode.LOCAL_GET, 0, Opcode.MEMORY_GROW, 0, Opcode.LOCAL_TEE, 0)
                .u8(Opcode.I32_CONST)
                .signed(-1)
                .u8(Opcode.I32_EQ, Opcode.IF, Opcode.EMPTY_BLOCK, Opcode.I32_CONST, 1, Opcode.GLOBAL_SET)
                .u32(layout.refusedGrowthGlobal())
                .u8(Opcode.END, Opcode.LOCAL_GET, 0, Opcode.END);
    }

    private ModuleWriter bulk(int instruction, int... memories) {
        return new ModuleWriter()
                .u8(0, Opcode.LOCAL_GET, 2, Opcode.I32_CONST, BULK_SHIFT, Opcode.I32_SHR_U, Opcode.CALL)
                .u32(layout.chargeFunction())
                .u8(Opcode.LOCAL_GET, 0, Opcode.LOCAL_GET, 1, Opcode.LOCAL_GET, 2)
                .u8(Opcode.PREFIX_FC, instruction)
                .u8(memories)
                .u8(Opcode.END);
    }
}
