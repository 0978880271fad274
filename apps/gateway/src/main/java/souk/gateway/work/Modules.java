package souk.gateway.work;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.value.Digest;
import souk.gateway.store.TenantId;

/// Modules that tenants handed over, each tenant's in a folder of its own.
public final class Modules {
    /// Longest module.
    public static final long MAX_BYTES = 64 << 20;

    private final Path folder;

    public Modules(Path folder) {
        this.folder = folder;
    }

    /// Keeps a module whose bytes have the digest.
    ///
    /// @throws SoukException `BAD_REQUEST` when they have not
    public void put(TenantId tenant, Digest digest, InputStream bytes) {
        try {
            var home = Files.createDirectories(home(tenant));
            var draft = Files.createTempFile(home, "draft", ".wasm");
            try {
                if (!copy(bytes, draft).equals(digest)) {
                    throw new SoukException(ErrorCode.BAD_REQUEST, "the module's SHA-256 is not " + digest);
                }
                Files.move(draft, file(tenant, digest), StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(draft);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The file of a module, if the tenant handed it over.
    public Optional<Path> find(TenantId tenant, Digest digest) {
        return Optional.of(file(tenant, digest)).filter(Files::isRegularFile);
    }

    private static Digest copy(InputStream bytes, Path target) throws IOException {
        try (var out = new DigestOutputStream(Files.newOutputStream(target), MessageDigest.getInstance("SHA-256"))) {
            bytes.transferTo(out);
            return Digest.of(out.getMessageDigest().digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /// The name of a tenant may hold anything; its hexadecimal form is safe as a file's.
    private Path home(TenantId tenant) {
        return folder.resolve(
                HexFormat.of().formatHex(tenant.value().getBytes(java.nio.charset.StandardCharsets.UTF_8)));
    }

    private Path file(TenantId tenant, Digest digest) {
        return home(tenant).resolve(digest.hex().substring(2) + ".wasm");
    }
}
