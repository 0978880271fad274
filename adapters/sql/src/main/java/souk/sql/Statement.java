package souk.sql;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// One statement that changed something.
///
/// @param parameters `String`, `Long`, `byte[]`, or an empty `Optional` for null
record Statement(String sql, List<Object> parameters) {
    /// SQLite takes no more in one statement.
    private static final int MAX_PARAMETERS = 32_766;

    Statement {
        parameters = List.copyOf(parameters);
    }

    /// What a [StatementBuffer] held.
    ///
    /// @throws IllegalArgumentException when the bytes are anything else
    static List<Statement> decode(byte[] bytes) {
        var in = ByteBuffer.wrap(bytes);
        var statements = new ArrayList<Statement>();
        while (in.hasRemaining()) {
            statements.add(one(in));
        }
        return statements;
    }

    private static Statement one(ByteBuffer in) {
        var sql = text(in);
        long count = unsigned(in);
        if (count < 0 || count > Math.min(MAX_PARAMETERS, in.remaining())) {
            throw damaged("a count");
        }
        var parameters = new ArrayList<>((int) count);
        for (var i = 0; i < count; i++) {
            parameters.add(parameter(in));
        }
        return new Statement(sql, parameters);
    }

    private static Object parameter(ByteBuffer in) {
        return switch (octet(in)) {
            case StatementBuffer.NULL -> Optional.empty();
            case StatementBuffer.TEXT -> text(in);
            case StatementBuffer.NUMBER -> {
                long folded = unsigned(in);
                yield folded >>> 1 ^ -(folded & 1);
            }
            case StatementBuffer.BYTES -> blob(in);
            default -> throw damaged("a tag");
        };
    }

    private static String text(ByteBuffer in) {
        try {
            return UTF_8.newDecoder().decode(ByteBuffer.wrap(blob(in))).toString();
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("a log entry is damaged: a text", e);
        }
    }

    private static byte[] blob(ByteBuffer in) {
        long length = unsigned(in);
        if (length < 0 || length > in.remaining()) {
            throw damaged("a length");
        }
        var blob = new byte[(int) length];
        in.get(blob);
        return blob;
    }

    private static long unsigned(ByteBuffer in) {
        long value = 0;
        for (var shift = 0; shift < Long.SIZE; shift += 7) {
            int octet = octet(in);
            value |= (long) (octet & 0x7f) << shift;
            if ((octet & 0x80) == 0) {
                return value;
            }
        }
        throw damaged("a number");
    }

    private static int octet(ByteBuffer in) {
        if (!in.hasRemaining()) {
            throw damaged("its end");
        }
        return in.get() & 0xff;
    }

    private static IllegalArgumentException damaged(String what) {
        return new IllegalArgumentException("a log entry is damaged: " + what);
    }
}
