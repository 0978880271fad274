package souk.gateway.s3;

import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import souk.gateway.store.KeyWrap;
import souk.gateway.store.Metadata;
import souk.gateway.store.Packer;
import souk.gateway.store.SegmentStore;

/// What every operation works with.
record S3Context(
        S3Settings settings,
        Accounts accounts,
        Metadata metadata,
        SegmentStore segments,
        KeyWrap keys,
        InstantSource clock,
        SecureRandom random,
        BodyGate gate,
        Packer packer) {
    private static final int ID_BYTES = 16;

    static S3Context of(
            S3Settings settings,
            Accounts accounts,
            Metadata metadata,
            SegmentStore segments,
            KeyWrap keys,
            InstantSource clock,
            SecureRandom random) {
        var packer = new Packer(segments, metadata);
        return new S3Context(
                settings, accounts, metadata, segments, keys, clock, random, new BodyGate(settings), packer);
    }

    Instant now() {
        return clock.instant();
    }

    /// A new version or upload id: opaque, unguessable, safe in addresses.
    String newId() {
        var bytes = new byte[ID_BYTES];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
