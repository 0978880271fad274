package souk.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;

class KeyStoreFileTest {
    private static final Password PASSWORD = Password.of("open sesame");
    private final SecureRandom random = new SecureRandom();

    @TempDir
    Path folder;

    @Test
    void keepsTheKeysItWasMadeWith() {
        var node = NodeKey.generate(random);
        var account = AccountKey.generate(random);
        KeyStoreFile.openOrCreate(store(), PASSWORD, node, account, random);

        var again = KeyStoreFile.openOrCreate(store(), PASSWORD, random);

        assertThat(again.nodeKey().did()).isEqualTo(node.did());
        assertThat(again.accountKey().address()).isEqualTo(account.address());
    }

    @Test
    void keepsOtherSecrets() {
        var made = KeyStoreFile.openOrCreate(store(), PASSWORD, random);
        var root = made.secretOrCreate("root", random);

        var again = KeyStoreFile.open(store(), PASSWORD);

        assertThat(again.secretOrCreate("root", random)).isEqualTo(root).hasSize(32);
        assertThat(again.names()).containsExactly("account", "node", "root");
        assertThat(again.nodeKey().did()).isEqualTo(made.nodeKey().did());
    }

    @Test
    void isReadableByItsOwnerOnly() throws IOException {
        KeyStoreFile.openOrCreate(store(), PASSWORD, random).secretOrCreate("root", random);

        assertThat(Files.getPosixFilePermissions(store())).isEqualTo(PosixFilePermissions.fromString("rw-------"));
        try (var files = Files.list(folder)) {
            assertThat(files).as("no drafts stay behind").containsExactly(store());
        }
    }

    @Test
    void isAStandardKeyStore() throws Exception {
        var made = KeyStoreFile.openOrCreate(store(), PASSWORD, random);

        var standard = KeyStore.getInstance(store().toFile(), PASSWORD.letters());

        assertThat(standard.getType()).isEqualToIgnoringCase("PKCS12");
        assertThat(standard.getKey("node", PASSWORD.letters()).getEncoded()).isEqualTo(made.secret("node"));
    }

    @Test
    void doesNotHoldASecretInTheClear() throws IOException {
        var made = KeyStoreFile.openOrCreate(store(), PASSWORD, random);

        var content = HexFormat.of().formatHex(Files.readAllBytes(store()));

        assertThat(content).doesNotContain(HexFormat.of().formatHex(made.secret("node")));
        assertThat(made.toString()).doesNotContain(HexFormat.of().formatHex(made.secret("node")));
    }

    @Test
    void refusesAWrongPassword() {
        KeyStoreFile.openOrCreate(store(), PASSWORD, random);

        assertRefused(ErrorCode.UNAUTHENTICATED, () -> KeyStoreFile.open(store(), Password.of("open barley")));
    }

    @Test
    void refusesAFileCutShortAtAnyPoint() throws IOException {
        KeyStoreFile.openOrCreate(store(), PASSWORD, random);
        var whole = Files.readAllBytes(store());

        for (int length = 0; length < whole.length; length += 1 + whole.length / 12) {
            Files.write(store(), Arrays.copyOf(whole, length));
            assertRefused(ErrorCode.CORRUPT, () -> KeyStoreFile.open(store(), PASSWORD));
        }
    }

    @Test
    void refusesAFileThatIsFarTooLong() throws IOException {
        KeyStoreFile.openOrCreate(store(), PASSWORD, random);
        Files.write(store(), new byte[300 * 1024]);

        assertRefused(ErrorCode.CORRUPT, () -> KeyStoreFile.open(store(), PASSWORD));
    }

    @Test
    void refusesAFileThatOthersCanRead() throws IOException {
        KeyStoreFile.openOrCreate(store(), PASSWORD, random);
        Files.setPosixFilePermissions(store(), PosixFilePermissions.fromString("rw-r-----"));

        assertRefused(ErrorCode.FORBIDDEN, () -> KeyStoreFile.open(store(), PASSWORD));
    }

    @Test
    void saysWhatIsMissing() {
        assertRefused(ErrorCode.NOT_FOUND, () -> KeyStoreFile.open(store(), PASSWORD));
        var made = KeyStoreFile.openOrCreate(store(), PASSWORD, random);
        assertRefused(ErrorCode.NOT_FOUND, () -> made.secret("root"));
    }

    @Test
    void neverOverwritesAKey() {
        var made = KeyStoreFile.openOrCreate(store(), PASSWORD, random);

        assertRefused(ErrorCode.CONFLICT, () -> made.put("node", new byte[32], random));
        assertRefused(ErrorCode.BAD_REQUEST, () -> made.put("../node", new byte[32], random));
        assertRefused(ErrorCode.BAD_REQUEST, () -> made.put("short", new byte[31], random));
    }

    @Test
    void takesThePasswordFromAPrivateFile() throws IOException {
        var file = folder.resolve("password");
        Files.writeString(file, "open sesame\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        assertRefused(ErrorCode.FORBIDDEN, () -> Password.fromFile(file));

        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        assertThat(Password.fromFile(file).letters()).isEqualTo(PASSWORD.letters());
        assertThat(Password.fromFile(file).toString()).doesNotContain("sesame");
    }

    @Test
    void makesAPasswordOnce() {
        var file = folder.resolve("password");

        var made = Password.fromFileOrCreate(file, random);

        assertThat(made.letters()).hasSize(43);
        assertThat(Password.fromFileOrCreate(file, random).letters()).isEqualTo(made.letters());
    }

    @Test
    void takesThePasswordFromTheEnvironment() {
        var environment = Map.of("SOUK_PASSWORD", "open sesame");

        assertThat(Password.fromEnvironment(environment, "SOUK_PASSWORD").letters())
                .isEqualTo(PASSWORD.letters());
        assertRefused(ErrorCode.NOT_FOUND, () -> Password.fromEnvironment(environment, "OTHER"));
        assertRefused(ErrorCode.BAD_REQUEST, () -> Password.of(""));
        assertRefused(ErrorCode.BAD_REQUEST, () -> Password.of("zażółć"));
    }

    private Path store() {
        return folder.resolve("keys.p12");
    }

    private static void assertRefused(ErrorCode code, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        SoukException.class, e -> assertThat(e.code()).isEqualTo(code));
    }
}
