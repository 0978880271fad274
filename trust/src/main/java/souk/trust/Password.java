package souk.trust;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Map;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;

/// The password of a key store: printable ASCII, from a file that only its owner can read or from the environment.
public final class Password {
    /// Longest password in letters.
    public static final int MAX_LETTERS = 1_024;

    /// 256 bits: a generated password is as hard to guess as the keys it guards.
    private static final int GENERATED_BYTES = 32;

    private final char[] letters;

    private Password(char[] letters) {
        this.letters = letters;
    }

    /// @throws SoukException `BAD_REQUEST` when it is empty, too long or not printable ASCII
    public static Password of(String text) {
        if (text.isEmpty() || text.length() > MAX_LETTERS || !text.chars().allMatch(c -> c >= ' ' && c <= '~')) {
            throw new SoukException(
                    ErrorCode.BAD_REQUEST,
                    "a key store's password must have 1 to " + MAX_LETTERS + " letters of printable ASCII");
        }
        return new Password(text.toCharArray());
    }

    /// Reads the first line of a file.
    ///
    /// @throws SoukException `NOT_FOUND` when there is no file, `FORBIDDEN` when others than the owner can read it
    public static Password fromFile(Path file) {
        PrivateFile.requirePrivate(file);
        var text = new String(PrivateFile.read(file, MAX_LETTERS + 2), StandardCharsets.UTF_8);
        return of(text.lines().findFirst().orElse(""));
    }

    /// Reads a file, which is first made with 256 random bits when it is missing.
    public static Password fromFileOrCreate(Path file, SecureRandom random) {
        if (Files.notExists(file)) {
            var bytes = new byte[GENERATED_BYTES];
            random.nextBytes(bytes);
            var text = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
            PrivateFile.create(file, (text + "\n").getBytes(StandardCharsets.US_ASCII));
        }
        return fromFile(file);
    }

    /// Reads a variable.
    ///
    /// @param environment usually `System.getenv()`
    /// @throws SoukException `NOT_FOUND` when it is not set
    public static Password fromEnvironment(Map<String, String> environment, String variable) {
        var text = environment.get(variable);
        if (text == null) {
            throw new SoukException(ErrorCode.NOT_FOUND, "set " + variable + " to the key store's password");
        }
        return of(text);
    }

    char[] letters() {
        return letters.clone();
    }

    /// Never the password.
    @Override
    public String toString() {
        return "Password[***]";
    }
}
