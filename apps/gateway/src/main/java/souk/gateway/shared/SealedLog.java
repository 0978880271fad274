package souk.gateway.shared;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.seal.Hkdf;
import souk.sql.SharedLog;

/// A shared log of which whoever keeps it sees how many entries there are, when, and how long:
/// AES-256-GCM, with the database, the sequence and, of snapshots, the part as context, under a key
/// derived from the gateways' root. A sealed part without bytes ends a snapshot, so that none can be cut
/// short.
public final class SealedLog implements SharedLog {
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final int ENTRY = -1;

    private final SharedLog log;
    private final SecretKeySpec key;
    private final SecureRandom random;

    /// @param root 32 secret bytes that all gateways of the namespace have
    public SealedLog(SharedLog log, byte[] root, SecureRandom random) {
        this.log = log;
        this.key = new SecretKeySpec(Hkdf.derive(root, new byte[0], "souk metadata log 1".getBytes(UTF_8), 32), "AES");
        this.random = random;
    }

    @Override
    public Map<String, Long> heads() {
        return log.heads();
    }

    @Override
    public List<byte[]> after(String database, long sequence, long limitBytes) {
        var opened = new ArrayList<byte[]>();
        for (var sealed : log.after(database, sequence, limitBytes)) {
            opened.add(open(sealed, context(database, sequence + opened.size() + 1, ENTRY)));
        }
        return opened;
    }

    @Override
    public Turn turn(String database) {
        var turn = log.turn(database);
        return new Turn() {
            @Override
            public long head() {
                return turn.head();
            }

            @Override
            public void append(long sequence, byte[] entry) {
                turn.append(sequence, seal(entry, context(database, sequence, ENTRY)));
            }

            @Override
            public void commit() {
                turn.commit();
            }

            @Override
            public void close() {
                turn.close();
            }
        };
    }

    @Override
    public Optional<Snapshot> snapshot(String database) {
        return log.snapshot(database)
                .map(kept -> new Snapshot(kept.sequence(), new Opened(kept.parts(), database, kept.sequence())));
    }

    @Override
    public void keep(String database, long sequence, Iterator<byte[]> parts) {
        log.keep(database, sequence, new Sealing(parts, database, sequence));
    }

    @Override
    public boolean hold(String role, String holder, Duration length) {
        return log.hold(role, holder, length);
    }

    @Override
    public boolean held(String role) {
        return log.held(role);
    }

    @Override
    public void close() {
        log.close();
    }

    private final class Sealing implements Iterator<byte[]> {
        private final Iterator<byte[]> parts;
        private final String database;
        private final long sequence;
        private int number;
        private boolean ended;

        Sealing(Iterator<byte[]> parts, String database, long sequence) {
            this.parts = parts;
            this.database = database;
            this.sequence = sequence;
        }

        @Override
        public boolean hasNext() {
            return !ended;
        }

        @Override
        public byte[] next() {
            if (ended) {
                throw new NoSuchElementException();
            }
            ended = !parts.hasNext();
            return seal(ended ? new byte[0] : parts.next(), context(database, sequence, number++));
        }
    }

    private final class Opened implements Iterator<byte[]> {
        private final Iterator<byte[]> parts;
        private final String database;
        private final long sequence;
        private int number;
        private Optional<byte[]> next = Optional.empty();

        Opened(Iterator<byte[]> parts, String database, long sequence) {
            this.parts = parts;
            this.database = database;
            this.sequence = sequence;
        }

        @Override
        public boolean hasNext() {
            return peek().length > 0;
        }

        private byte[] peek() {
            if (next.isEmpty() && !parts.hasNext()) {
                throw foreign();
            }
            var part = next.orElseGet(() -> open(parts.next(), context(database, sequence, number++)));
            next = Optional.of(part);
            return part;
        }

        @Override
        public byte[] next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            var part = peek();
            next = Optional.empty();
            return part;
        }
    }

    private static byte[] context(String database, long sequence, int part) {
        var name = database.getBytes(UTF_8);
        return ByteBuffer.allocate(Long.BYTES + Integer.BYTES + name.length)
                .putLong(sequence)
                .putInt(part)
                .put(name)
                .array();
    }

    private byte[] seal(byte[] plain, byte[] context) {
        var nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        try {
            var sealed = cipher(Cipher.ENCRYPT_MODE, nonce, context).doFinal(plain);
            return ByteBuffer.allocate(NONCE_BYTES + sealed.length)
                    .put(nonce)
                    .put(sealed)
                    .array();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has AES-GCM", e);
        }
    }

    private byte[] open(byte[] sealed, byte[] context) {
        if (sealed.length < NONCE_BYTES) {
            throw foreign();
        }
        try {
            var nonce = java.util.Arrays.copyOf(sealed, NONCE_BYTES);
            return cipher(Cipher.DECRYPT_MODE, nonce, context)
                    .doFinal(sealed, NONCE_BYTES, sealed.length - NONCE_BYTES);
        } catch (GeneralSecurityException e) {
            throw foreign();
        }
    }

    private Cipher cipher(int mode, byte[] nonce, byte[] context) throws GeneralSecurityException {
        var cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(context);
        return cipher;
    }

    private static SoukException foreign() {
        return new SoukException(
                ErrorCode.CORRUPT, "the shared log holds what was not sealed under this gateway's root key");
    }
}
