package souk.core.json;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;

/// RFC 8259 by recursive descent, strict: what two readers could understand differently is refused.
final class JsonParser {
    /// Deep enough for every document here, shallow enough for any stack.
    static final int MAX_DEPTH = 64;

    private final String text;
    private int at;
    private int depth;

    JsonParser(String text) {
        this.text = text;
    }

    Json parse() {
        Json value = value();
        skipSpace();
        if (at < text.length()) {
            throw bad("text after the end of the document");
        }
        return value;
    }

    private Json value() {
        skipSpace();
        return switch (peek()) {
            case '{' -> nested(this::object);
            case '[' -> nested(this::array);
            case '"' -> new Json.Text(string());
            case 't' -> literal("true", new Json.Flag(true));
            case 'f' -> literal("false", new Json.Flag(false));
            case 'n' -> literal("null", new Json.Null());
            default -> number();
        };
    }

    private Json nested(java.util.function.Supplier<Json> body) {
        if (++depth > MAX_DEPTH) {
            throw bad("nested deeper than " + MAX_DEPTH);
        }
        at++;
        Json value = body.get();
        depth--;
        return value;
    }

    private Json object() {
        var members = new LinkedHashMap<String, Json>();
        if (next('}')) {
            return new JsonObject(members);
        }
        do {
            skipSpace();
            if (peek() != '"') {
                throw bad("a member name expected");
            }
            String name = string();
            expect(':');
            if (members.put(name, value()) != null) {
                throw bad("member '" + name + "' twice");
            }
        } while (next(','));
        expect('}');
        return new JsonObject(members);
    }

    private Json array() {
        var values = new ArrayList<Json>();
        if (next(']')) {
            return new JsonArray(values);
        }
        do {
            values.add(value());
        } while (next(','));
        expect(']');
        return new JsonArray(values);
    }

    private String string() {
        at++;
        var out = new StringBuilder();
        while (true) {
            char c = take();
            if (c == '"') {
                return out.toString();
            }
            if (c < 0x20) {
                throw bad("a control character in a string");
            }
            if (c == '\\') {
                c = escape();
            }
            appendChecked(out, c);
        }
    }

    private void appendChecked(StringBuilder out, char c) {
        boolean pairOpen = !out.isEmpty() && Character.isHighSurrogate(out.charAt(out.length() - 1));
        boolean closing = Character.isLowSurrogate(c);
        if (pairOpen != closing) {
            throw bad("half a surrogate pair");
        }
        boolean opensAtEnd = Character.isHighSurrogate(c) && peek() == '"';
        if (opensAtEnd) {
            throw bad("half a surrogate pair");
        }
        out.append(c);
    }

    private char escape() {
        char c = take();
        return switch (c) {
            case '"', '\\', '/' -> c;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> hex4();
            default -> throw bad("unknown escape");
        };
    }

    private char hex4() {
        int value = 0;
        for (int i = 0; i < 4; i++) {
            char digit = take();
            // Not Character.digit, which knows the digits of every script.
            if (!HexFormat.isHexDigit(digit)) {
                throw bad("four hexadecimal digits expected");
            }
            value = value << 4 | HexFormat.fromHexDigit(digit);
        }
        return (char) value;
    }

    private Json number() {
        int start = at;
        if (peek() == '-') {
            at++;
        }
        if (peek() == '0') {
            at++;
        } else {
            digits();
        }
        if (peek() == '.') {
            at++;
            digits();
        }
        if (peek() == 'e' || peek() == 'E') {
            at++;
            if (peek() == '+' || peek() == '-') {
                at++;
            }
            digits();
        }
        double value = Double.parseDouble(text.substring(start, at));
        if (!Double.isFinite(value)) {
            throw bad("a number out of range");
        }
        return new Json.Number(value);
    }

    private void digits() {
        int start = at;
        while (peek() >= '0' && peek() <= '9') {
            at++;
        }
        if (at == start) {
            throw bad("a value expected");
        }
    }

    private Json literal(String word, Json value) {
        if (!text.startsWith(word, at)) {
            throw bad("a value expected");
        }
        at += word.length();
        return value;
    }

    private boolean next(char c) {
        skipSpace();
        if (peek() != c) {
            return false;
        }
        at++;
        return true;
    }

    private void expect(char c) {
        if (!next(c)) {
            throw bad("'" + c + "' expected");
        }
    }

    private void skipSpace() {
        while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }

    /// The character here, or NUL (which no grammar rule accepts) at the end.
    private char peek() {
        return at < text.length() ? text.charAt(at) : 0;
    }

    private char take() {
        if (at >= text.length()) {
            throw bad("the text ends too early");
        }
        return text.charAt(at++);
    }

    private SoukException bad(String what) {
        return new SoukException(ErrorCode.BAD_JSON, "not JSON at offset " + at + ": " + what);
    }
}
