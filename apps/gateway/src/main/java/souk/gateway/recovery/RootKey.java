package souk.gateway.recovery;

import java.security.SecureRandom;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.seal.PathKey;
import souk.core.seal.SealKey;
import souk.trust.AccountKey;
import souk.trust.KeyStoreFile;
import souk.trust.NodeKey;

/// The one secret from which a gateway can be rebuilt: 256 random bits, made once and kept in the gateway's
/// key store.
///
/// All else follows from it by [PathKey], at the place `recovery`: the key that seals records (purpose
/// `records`), the account that anchors snapshots (`account`, secp256k1), and the identity that signs heads
/// (`heads`, Ed25519).
///
/// Written down it is `souk1…` in Bech32m (BIP 350), in groups of four.
public final class RootKey {
    /// Its entry in the gateway's key store.
    public static final String ENTRY = "root";

    private static final String PREFIX = "souk";
    private static final int GROUP = 4;

    private final SealKey secret;
    private final PathKey place;

    private RootKey(SealKey secret) {
        this.secret = secret;
        this.place = PathKey.root(secret).child("recovery");
    }

    /// @param secret 32 bytes
    public static RootKey of(byte[] secret) {
        return new RootKey(SealKey.of(secret));
    }

    /// The key of a gateway, made first when it has none.
    public static RootKey ofGateway(KeyStoreFile keys, SecureRandom random) {
        return of(keys.secretOrCreate(ENTRY, random));
    }

    /// Reads what [#text] wrote; spaces, dashes and upper case do not matter.
    ///
    /// @throws SoukException `BAD_REQUEST` when letters are missing or wrong
    public static RootKey parse(String text) {
        var bare = text.replaceAll("[\\s-]", "");
        return Bech32m.decode(PREFIX, bare)
                .filter(bytes -> bytes.length == SealKey.BYTES)
                .map(RootKey::of)
                .orElseThrow(() -> new SoukException(
                        ErrorCode.BAD_REQUEST,
                        "this is no root key: it begins with souk1 and has 63 letters and digits, of which at least one"
                                + " is missing or wrong here (" + bare.length() + " were read)"));
    }

    /// How it is written down.
    public String text() {
        var bare = Bech32m.encode(PREFIX, secret.bytes());
        var out = new StringBuilder(bare.substring(0, PREFIX.length() + 1));
        for (int at = PREFIX.length() + 1; at < bare.length(); at += GROUP) {
            out.append('-').append(bare, at, Math.min(at + GROUP, bare.length()));
        }
        return out.toString();
    }

    /// For a new key store.
    byte[] secret() {
        return secret.bytes();
    }

    /// Seals records.
    public SealKey records() {
        return place.purpose("records");
    }

    /// Anchors snapshots.
    public AccountKey account() {
        return AccountKey.of(place.purpose("account").bytes());
    }

    /// Signs heads.
    public NodeKey heads() {
        return NodeKey.of(place.purpose("heads").bytes());
    }

    @Override
    public String toString() {
        return "RootKey[secret]";
    }
}
