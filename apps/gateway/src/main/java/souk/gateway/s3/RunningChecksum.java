package souk.gateway.s3;

import com.dynatrace.hash4j.hashing.Hasher128;
import com.dynatrace.hash4j.hashing.Hasher64;
import com.dynatrace.hash4j.hashing.Hashing;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.function.Supplier;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;
import souk.core.hash.Crc64Nvme;
import souk.gateway.store.Checksum;

/// One checksum while its bytes go by. One owner.
final class RunningChecksum {
    private final Sink sink;
    private final Supplier<byte[]> result;

    private RunningChecksum(Sink sink, Supplier<byte[]> result) {
        this.sink = sink;
        this.result = result;
    }

    private interface Sink {
        void update(byte[] bytes, int offset, int length);
    }

    static RunningChecksum of(Checksum.Algorithm algorithm) {
        return switch (algorithm) {
            case CRC32 -> crc(new CRC32());
            case CRC32C -> crc(new CRC32C());
            case CRC64NVME -> crc64();
            case SHA1 -> digest("SHA-1");
            case SHA256 -> digest("SHA-256");
            case SHA512 -> digest("SHA-512");
            case MD5 -> md5();
            case XXHASH64 -> hash(Hashing.xxh64());
            case XXHASH3 -> hash(Hashing.xxh3_64());
            case XXHASH128 -> hash(Hashing.xxh3_128());
        };
    }

    static RunningChecksum md5() {
        return digest("MD5");
    }

    static byte[] md5(byte[] bytes) {
        var checksum = md5();
        checksum.update(bytes, 0, bytes.length);
        return checksum.value();
    }

    void update(byte[] bytes, int offset, int length) {
        sink.update(bytes, offset, length);
    }

    /// The value in the byte order S3 sends it, that is big-endian.
    byte[] value() {
        return result.get();
    }

    private static RunningChecksum crc(java.util.zip.Checksum crc) {
        return new RunningChecksum(crc::update, () -> Arrays.copyOfRange(bytes(crc.getValue()), 4, 8));
    }

    private static RunningChecksum crc64() {
        var crc = new Crc64Nvme();
        return new RunningChecksum(crc::update, () -> bytes(crc.value()));
    }

    private static RunningChecksum hash(Hasher64 hasher) {
        var stream = hasher.hashStream();
        return new RunningChecksum(stream::putBytes, () -> bytes(stream.getAsLong()));
    }

    private static RunningChecksum hash(Hasher128 hasher) {
        var stream = hasher.hashStream();
        return new RunningChecksum(stream::putBytes, () -> {
            var value = stream.get();
            return ByteBuffer.allocate(2 * Long.BYTES)
                    .putLong(value.getMostSignificantBits())
                    .putLong(value.getLeastSignificantBits())
                    .array();
        });
    }

    private static byte[] bytes(long value) {
        return ByteBuffer.allocate(Long.BYTES).putLong(value).array();
    }

    private static RunningChecksum digest(String name) {
        try {
            var digest = MessageDigest.getInstance(name);
            return new RunningChecksum(digest::update, digest::digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has " + name, e);
        }
    }
}
