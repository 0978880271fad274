package souk.compute.fuel;

/// Rewrites the code of one function: a charge at the entry of every basic block, and calls of the helpers in place
/// of instructions whose work depends on an operand. See [FuelInstrumenter] for the rules of counting.
final class BodyRewriter {
    /// The JVM allows 65,535 slots a method, two for a 64-bit value; the engine needs some of its own.
    private static final int MAX_LOCALS = 20_000;

    /// A block this long is charged in parts, which keeps the cost a small constant.
    private static final int MAX_BLOCK_COST = 1 << 20;

    private final Layout layout;
    private final ModuleReader in;
    private final ModuleWriter out = new ModuleWriter();
    private final ModuleWriter block = new ModuleWriter();
    private int cost;

    BodyRewriter(Layout layout, ModuleReader in) {
        this.layout = layout;
        this.in = in;
    }

    ModuleWriter rewrite() throws ModuleRefusedException {
        int from = in.position();
        checkLocals();
        out.raw(in.bytes(), from, in.position() - from);
        int depth = 1;
        while (depth > 0) {
            depth += instruction();
        }
        endBlock();
        in.requireEnd("a function");
        return out;
    }

    private void checkLocals() throws ModuleRefusedException {
        long total = 0;
        for (int groups = in.count(); groups > 0; groups--) {
            total += in.u32();
            if (!Opcode.isValueType(in.u8())) {
                throw new ModuleRefusedException("a local variable has a type that is not served");
            }
        }
        if (total > MAX_LOCALS) {
            throw new ModuleRefusedException("a function has more than " + MAX_LOCALS + " local variables");
        }
    }

    /// Copies one instruction. Returns by how much it changes the nesting depth.
    private int instruction() throws ModuleRefusedException {
        int from = in.position();
        int opcode = in.u8();
        switch (opcode) {
            case Opcode.BLOCK -> {
                blockType();
                copy(from, 0);
                return 1;
            }
            case Opcode.LOOP -> {
                blockType();
                copy(from, 0);
                endBlock();
                return 1;
            }
            case Opcode.IF -> {
                blockType();
                copy(from, 1);
                endBlock();
                return 1;
            }
            case Opcode.ELSE -> {
                copy(from, 0);
                endBlock();
            }
            case Opcode.END -> {
                copy(from, 0);
                endBlock();
                return -1;
            }
            case Opcode.BR, Opcode.BR_IF, Opcode.BR_TABLE, Opcode.RETURN, Opcode.UNREACHABLE -> {
                jumpOperands(opcode);
                copy(from, 1);
                endBlock();
            }
            case Opcode.NOP -> copy(from, 0);
            case Opcode.MEMORY_GROW -> {
                requireZero();
                replace(layout.growFunction());
            }
            case Opcode.PREFIX_FC -> prefixed(from);
            default -> {
                operands(opcode);
                copy(from, 1);
            }
        }
        return 0;
    }

    private void prefixed(int from) throws ModuleRefusedException {
        long second = in.u32();
        if (second > 17) {
            throw Opcode.refused(Opcode.PREFIX_FC);
        }
        switch ((int) second) {
            case 0, 1, 2, 3, 4, 5, 6, 7 -> copy(from, 1);
            case 8 -> {
                in.u32();
                requireZero();
                copy(from, 1);
            }
            case Opcode.FC_MEMORY_COPY -> {
                requireZero();
                requireZero();
                replace(layout.copyFunction());
            }
            case Opcode.FC_MEMORY_FILL -> {
                requireZero();
                replace(layout.fillFunction());
            }
            case 12, 14 -> {
                in.u32();
                in.u32();
                copy(from, 1);
            }
            default -> {
                in.u32();
                copy(from, 1);
            }
        }
    }

    private void jumpOperands(int opcode) throws ModuleRefusedException {
        switch (opcode) {
            case Opcode.BR, Opcode.BR_IF -> in.u32();
            case Opcode.BR_TABLE -> {
                for (int targets = in.count(); targets >= 0; targets--) {
                    in.u32();
                }
            }
            default -> {}
        }
    }

    private void operands(int opcode) throws ModuleRefusedException {
        switch (opcode) {
            case Opcode.CALL, Opcode.REF_FUNC -> layout.requireFunction(in.u32());
            case Opcode.GLOBAL_GET, Opcode.GLOBAL_SET -> layout.requireGlobal(in.u32());
            case 0x11 -> {
                in.u32();
                in.u32();
            }
            case 0x1c -> {
                for (int types = in.count(); types > 0; types--) {
                    in.u8();
                }
            }
            case Opcode.LOCAL_GET, 0x21, Opcode.LOCAL_TEE, 0x25, 0x26 -> in.u32();
            case 0x3f -> requireZero();
            case Opcode.I32_CONST -> in.skipSigned(32);
            case Opcode.I64_CONST -> in.skipSigned(64);
            case Opcode.F32_CONST -> in.skip(4);
            case Opcode.F64_CONST -> in.skip(8);
            case Opcode.REF_NULL -> in.u8();
            case 0x1a, 0x1b, 0xd1 -> {}
            default -> plainOperands(opcode);
        }
    }

    private void plainOperands(int opcode) throws ModuleRefusedException {
        boolean isMemoryAccess = opcode >= 0x28 && opcode <= 0x3e;
        if (isMemoryAccess) {
            if (in.u32() >= 32) {
                throw new ModuleRefusedException("the module uses several memories, which is not served");
            }
            in.u32();
            return;
        }
        boolean isNumeric = opcode >= 0x45 && opcode <= 0xc4;
        if (!isNumeric) {
            throw Opcode.refused(opcode);
        }
    }

    private void blockType() throws ModuleRefusedException {
        in.skipSigned(33);
    }

    private void requireZero() throws ModuleRefusedException {
        if (in.u8() != 0) {
            throw new ModuleRefusedException("the module uses several memories, which is not served");
        }
    }

    private void copy(int from, int price) {
        block.raw(in.bytes(), from, in.position() - from);
        charge(price);
    }

    private void replace(int function) throws ModuleRefusedException {
        layout.requireMemory();
        block.u8(Opcode.CALL).u32(function);
        charge(1);
    }

    private void charge(int price) {
        cost += price;
        if (cost >= MAX_BLOCK_COST) {
            endBlock();
        }
    }

    private void endBlock() {
        if (cost > 0) {
            out.u8(Opcode.I32_CONST).signed(cost).u8(Opcode.CALL).u32(layout.chargeFunction());
        }
        out.append(block);
        block.clear();
        cost = 0;
    }
}
