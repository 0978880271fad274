package souk.trust;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.UnrecoverableKeyException;
import java.util.Collections;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import javax.crypto.spec.PBEParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;

/// The secrets of one party at rest: a PKCS#12 file (RFC 7292) of mode 0600, each entry 32 bytes under AES-256 with a
/// key that PBKDF2-HMAC-SHA256 draws from the password.
///
/// A change is written to a new file, flushed and renamed over the old one, so that a crash leaves the one or the
/// other. One process owns a file; two that create it at once end with the same keys, but later changes of one are
/// not seen by the other. Safe for use by several threads.
public final class KeyStoreFile {
    /// Entry of the node's Ed25519 seed.
    public static final String NODE = "node";
    /// Entry of the account's secp256k1 secret.
    public static final String ACCOUNT = "account";
    /// Length of every entry in bytes.
    public static final int SECRET_BYTES = 32;
    /// Most entries of a file.
    public static final int MAX_ENTRIES = 64;

    /// 64 entries take less than 32 KiB; what is much larger is no key store of ours.
    private static final int MAX_FILE_BYTES = 256 * 1024;

    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9.-]{0,63}");

    /// PBKDF2 rounds of each entry. The file's integrity code uses the JDK's 10,000 as well and would be the way to
    /// guess by, so more rounds here would slow the owner and no thief. Passwords are therefore best generated:
    /// [Password#fromFileOrCreate].
    private static final int ROUNDS = 10_000;

    private static final int SALT_BYTES = 32;
    private static final String CIPHER = "PBEWithHmacSHA256AndAES_256";
    /// PKCS#12 wants a registered algorithm beside the bytes; every entry is 256 bits, as an AES-256 key is.
    private static final String LABEL = "AES";

    private final Path file;
    private final Password password;
    private final SortedMap<String, byte[]> secrets;

    private KeyStoreFile(Path file, Password password, SortedMap<String, byte[]> secrets) {
        this.file = file;
        this.password = password;
        this.secrets = secrets;
    }

    /// Opens a file that exists.
    ///
    /// @throws SoukException `NOT_FOUND` when there is none, `FORBIDDEN` when others can read it, `UNAUTHENTICATED`
    ///     when the password is wrong, `CORRUPT` when it is cut short or damaged
    public static KeyStoreFile open(Path file, Password password) {
        PrivateFile.requirePrivate(file);
        return new KeyStoreFile(file, password, decrypt(file, password));
    }

    /// Opens a file, which is first made with a new node key and a new account key when it is missing.
    ///
    /// @throws SoukException as [#open]
    public static KeyStoreFile openOrCreate(Path file, Password password, SecureRandom random) {
        return openOrCreate(file, password, NodeKey.generate(random), AccountKey.generate(random), random);
    }

    /// Opens a file, which is first made with these keys when it is missing.
    ///
    /// @param random salts
    /// @throws SoukException as [#open]
    public static KeyStoreFile openOrCreate(
            Path file, Password password, NodeKey node, AccountKey account, SecureRandom random) {
        if (Files.notExists(file)) {
            var secrets = new TreeMap<String, byte[]>();
            secrets.put(NODE, node.seed());
            secrets.put(ACCOUNT, account.secret());
            PrivateFile.create(file, encrypt(secrets, password, random));
        }
        return open(file, password);
    }

    /// @throws SoukException `NOT_FOUND` when the file holds none
    public NodeKey nodeKey() {
        return NodeKey.of(secret(NODE));
    }

    /// @throws SoukException `NOT_FOUND` when the file holds none
    public AccountKey accountKey() {
        return AccountKey.of(secret(ACCOUNT));
    }

    /// The names of all entries.
    public synchronized Set<String> names() {
        return Collections.unmodifiableSet(new TreeSet<>(secrets.keySet()));
    }

    /// A copy of the 32 bytes called `name`.
    ///
    /// @throws SoukException `NOT_FOUND` when there is no such entry
    public synchronized byte[] secret(String name) {
        var secret = secrets.get(name);
        if (secret == null) {
            throw new SoukException(ErrorCode.NOT_FOUND, "no entry " + name + " in key store " + file);
        }
        return secret.clone();
    }

    /// A copy of the 32 bytes called `name`, which are drawn and stored first when they are missing.
    ///
    /// @throws SoukException `BAD_REQUEST` when the name does not match `[a-z0-9][a-z0-9.-]{0,63}` or the
    ///     file is full
    public synchronized byte[] secretOrCreate(String name, SecureRandom random) {
        if (!secrets.containsKey(name)) {
            var secret = new byte[SECRET_BYTES];
            random.nextBytes(secret);
            put(name, secret, random);
        }
        return secret(name);
    }

    /// Stores 32 bytes under a name that is not yet taken: keys are never overwritten.
    ///
    /// @param random salts
    /// @throws SoukException `CONFLICT` when the name is taken, otherwise as [#secretOrCreate]
    public synchronized void put(String name, byte[] secret, SecureRandom random) {
        if (!NAME.matcher(name).matches() || secret.length != SECRET_BYTES || secrets.size() >= MAX_ENTRIES) {
            throw new SoukException(
                    ErrorCode.BAD_REQUEST,
                    "an entry needs a name of " + NAME + ", " + SECRET_BYTES + " bytes and room among " + MAX_ENTRIES);
        }
        if (secrets.containsKey(name)) {
            throw new SoukException(ErrorCode.CONFLICT, "key store " + file + " already has an entry " + name);
        }
        var changed = new TreeMap<>(secrets);
        changed.put(name, secret.clone());
        PrivateFile.replace(file, encrypt(changed, password, random));
        secrets.put(name, secret.clone());
    }

    /// The file and the names only, never a secret.
    @Override
    public String toString() {
        return "KeyStoreFile[" + file + ", " + names() + "]";
    }

    private static byte[] encrypt(SortedMap<String, byte[]> secrets, Password password, SecureRandom random) {
        try {
            var store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            for (var entry : secrets.entrySet()) {
                var salt = new byte[SALT_BYTES];
                random.nextBytes(salt);
                store.setEntry(
                        entry.getKey(),
                        new KeyStore.SecretKeyEntry(new SecretKeySpec(entry.getValue(), LABEL)),
                        new KeyStore.PasswordProtection(
                                password.letters(), CIPHER, new PBEParameterSpec(salt, ROUNDS)));
            }
            var out = new ByteArrayOutputStream();
            store.store(out, password.letters());
            return out.toByteArray();
        } catch (GeneralSecurityException | IOException e) {
            throw new SoukException(ErrorCode.INTERNAL, "cannot encrypt a key store", e);
        }
    }

    private static SortedMap<String, byte[]> decrypt(Path file, Password password) {
        try {
            var store = KeyStore.getInstance("PKCS12");
            store.load(new ByteArrayInputStream(PrivateFile.read(file, MAX_FILE_BYTES)), password.letters());
            var secrets = new TreeMap<String, byte[]>();
            for (String name : Collections.list(store.aliases())) {
                var key = store.getKey(name, password.letters());
                if (!(key instanceof SecretKeySpec) || key.getEncoded().length != SECRET_BYTES) {
                    throw new SoukException(
                            ErrorCode.CORRUPT, "entry " + name + " of key store " + file + " is no secret of 32 bytes");
                }
                secrets.put(name, key.getEncoded());
            }
            return secrets;
        } catch (IOException e) {
            throw unreadable(file, e);
        } catch (GeneralSecurityException e) {
            throw new SoukException(ErrorCode.CORRUPT, "key store " + file + " is damaged", e);
        }
    }

    private static SoukException unreadable(Path file, IOException e) {
        if (e.getCause() instanceof UnrecoverableKeyException) {
            return new SoukException(ErrorCode.UNAUTHENTICATED, "wrong password for key store " + file, e);
        }
        return new SoukException(
                ErrorCode.CORRUPT, "key store " + file + " is damaged or cut short; restore it from a backup", e);
    }
}
