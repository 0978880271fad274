package souk.gateway.recovery;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import souk.core.json.Json;
import souk.core.json.JsonObject;
import souk.trust.AccountKey;
import souk.trust.KeyStoreFile;
import souk.trust.NodeKey;
import souk.trust.Password;

/// The secrets of a gateway: its own and its tenants' keys, and the S3 keys of its accounts.
///
/// @param credentials `credentials.json`
/// @param stores entries by name, by the key store's folder below the gateway's, `""` for its own
public record KeyBundle(JsonObject credentials, Map<String, Map<String, byte[]>> stores) {
    private static final String STORE = "keys.p12";
    private static final String PASSWORD = "password";
    private static final String TENANTS = "tenants";

    /// Reads the key stores of a gateway's folder. The root key stays out: it is what opens the bundle.
    public static KeyBundle of(Path gateway, JsonObject credentials) {
        var stores = new TreeMap<String, Map<String, byte[]>>();
        for (var folder : folders(gateway)) {
            var name = gateway.relativize(folder).toString();
            var keys = KeyStoreFile.open(folder.resolve(STORE), Password.fromFile(folder.resolve(PASSWORD)));
            var entries = new TreeMap<String, byte[]>();
            keys.names().stream()
                    .filter(entry -> !(name.isEmpty() && entry.equals(RootKey.ENTRY)))
                    .forEach(entry -> entries.put(entry, keys.secret(entry)));
            stores.put(name, entries);
        }
        return new KeyBundle(credentials, stores);
    }

    private static List<Path> folders(Path gateway) {
        var tenants = gateway.resolve(TENANTS);
        if (Files.notExists(tenants)) {
            return List.of(gateway);
        }
        try (var found = Files.list(tenants)) {
            return Stream.concat(
                            Stream.of(gateway),
                            found.filter(folder -> Files.exists(folder.resolve(STORE)))
                                    .sorted())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Makes the key stores anew, under new passwords.
    void restore(Path gateway, RootKey root, SecureRandom random) {
        stores.forEach((name, entries) -> {
            var folder = gateway.resolve(name);
            var keys = KeyStoreFile.openOrCreate(
                    folder.resolve(STORE),
                    Password.fromFileOrCreate(folder.resolve(PASSWORD), random),
                    NodeKey.of(entry(entries, KeyStoreFile.NODE)),
                    AccountKey.of(entry(entries, KeyStoreFile.ACCOUNT)),
                    random);
            entries.forEach((entry, secret) -> {
                if (!keys.names().contains(entry)) {
                    keys.put(entry, secret, random);
                }
            });
            if (name.isEmpty()) {
                keys.put(RootKey.ENTRY, root.secret(), random);
            }
        });
    }

    private static byte[] entry(Map<String, byte[]> entries, String name) {
        var secret = entries.get(name);
        if (secret == null) {
            throw new souk.core.error.SoukException(
                    souk.core.error.ErrorCode.CORRUPT, "the snapshot's keys have no entry " + name);
        }
        return secret;
    }

    public byte[] encode() {
        var all = Json.object();
        stores.forEach((name, entries) -> {
            var store = Json.object();
            entries.forEach((entry, secret) -> store.put(entry, HexFormat.of().formatHex(secret)));
            all.put(name, store.build());
        });
        return Json.object()
                .put("credentials", credentials)
                .put("keys", all.build())
                .build()
                .canonical();
    }

    static KeyBundle decode(byte[] bytes) {
        var json = Json.parseObject(bytes);
        var all = json.object("keys");
        var stores = new TreeMap<String, Map<String, byte[]>>();
        for (var name : all.members().keySet()) {
            var store = all.object(name);
            var entries = new TreeMap<String, byte[]>();
            store.members()
                    .keySet()
                    .forEach(entry -> entries.put(entry, HexFormat.of().parseHex(store.text(entry))));
            stores.put(name, entries);
        }
        return new KeyBundle(json.object("credentials"), stores);
    }
}
