package souk.compute.fuel;

import java.util.Locale;

/// The instructions the sandbox serves: WebAssembly 1.0 with sign extension, saturating conversion, bulk memory,
/// multi-value and reference types. All else is refused by name.
final class Opcode {
    static final int UNREACHABLE = 0x00;
    static final int NOP = 0x01;
    static final int BLOCK = 0x02;
    static final int LOOP = 0x03;
    static final int IF = 0x04;
    static final int ELSE = 0x05;
    static final int END = 0x0b;
    static final int BR = 0x0c;
    static final int BR_IF = 0x0d;
    static final int BR_TABLE = 0x0e;
    static final int RETURN = 0x0f;
    static final int CALL = 0x10;
    static final int LOCAL_GET = 0x20;
    static final int LOCAL_TEE = 0x22;
    static final int GLOBAL_GET = 0x23;
    static final int GLOBAL_SET = 0x24;
    static final int MEMORY_GROW = 0x40;
    static final int I32_CONST = 0x41;
    static final int I64_CONST = 0x42;
    static final int F32_CONST = 0x43;
    static final int F64_CONST = 0x44;
    static final int I32_EQ = 0x46;
    static final int I64_LT_S = 0x53;
    static final int I32_SHR_U = 0x76;
    static final int I64_SUB = 0x7d;
    static final int I64_EXTEND_I32_U = 0xad;
    static final int REF_NULL = 0xd0;
    static final int REF_FUNC = 0xd2;
    static final int PREFIX_FC = 0xfc;
    static final int FC_MEMORY_COPY = 10;
    static final int FC_MEMORY_FILL = 11;

    static final int I32 = 0x7f;
    static final int I64 = 0x7e;
    static final int EMPTY_BLOCK = 0x40;

    private Opcode() {}

    static boolean isValueType(int type) {
        return type >= 0x7c && type <= I32 || isReferenceType(type);
    }

    static boolean isReferenceType(int type) {
        return type == 0x70 || type == 0x6f;
    }

    static ModuleRefusedException refused(int opcode) {
        return new ModuleRefusedException(String.format(
                Locale.ROOT, "the module uses %s (opcode 0x%02x), which is not served", feature(opcode), opcode));
    }

    private static String feature(int opcode) {
        return switch (opcode) {
            case 0xfd -> "SIMD";
            case 0xfe -> "threads";
            case 0x06, 0x07, 0x08, 0x09, 0x0a, 0x18, 0x19, 0x1f -> "exception handling";
            case 0x12, 0x13, 0x15 -> "tail calls";
            case 0xfb, 0x14, 0xd3, 0xd4, 0xd5, 0xd6 -> "garbage-collected references";
            default -> "an unknown instruction";
        };
    }
}
