package souk.gateway.recovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.Assume;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import souk.availability.PieceSet;
import souk.core.error.SoukException;
import souk.core.seal.SealKey;
import souk.gateway.recovery.SealedRecord.Kind;

class SealedRecordProperties {
    private static final SealKey KEY = SealKey.of(new byte[32]);

    @Property(tries = 100)
    void opensToWhatWasSealed(@ForAll Kind kind, @ForAll @Size(max = 20_000) byte[] plain) {
        var record = SealedRecord.seal(KEY, kind, plain);

        assertThat(SealedRecord.open(KEY, kind, record)).isEqualTo(plain);
        assertThat(SealedRecord.seal(KEY, kind, plain)).isEqualTo(record);
    }

    @Property(tries = 100)
    void whateverIsAlteredIsNoticed(
            @ForAll @Size(max = 9_000) byte[] plain,
            @ForAll int place,
            @ForAll @IntRange(min = 1, max = 255) int flip) {
        var record = SealedRecord.seal(KEY, Kind.CHUNK, plain);
        record[Math.floorMod(place, record.length)] ^= (byte) flip;

        assertRefused(KEY, Kind.CHUNK, record);
    }

    @Property(tries = 50)
    void noPartOfARecordIsARecord(@ForAll @Size(min = 1, max = 20_000) byte[] plain, @ForAll int length) {
        var record = SealedRecord.seal(KEY, Kind.CHUNK, plain);

        assertRefused(KEY, Kind.CHUNK, Arrays.copyOf(record, Math.floorMod(length, record.length)));
    }

    @Property(tries = 50)
    void otherKeysAndKindsDoNotOpenIt(@ForAll @Size(32) byte[] other, @ForAll Kind kind, @ForAll Kind asked) {
        var record = SealedRecord.seal(KEY, kind, new byte[] {1});
        Assume.that(kind != asked);

        assertRefused(KEY, asked, record);
        if (!Arrays.equals(other, new byte[32])) {
            assertRefused(SealKey.of(other), kind, record);
        }
    }

    @Property(tries = 50)
    void noiseIsRefused(@ForAll @Size(max = 9_000) byte[] noise, @ForAll Kind kind) {
        assertRefused(KEY, kind, noise);
    }

    @Example
    void whatCannotBeCompressedStillFitsIntoCustody() {
        var noise = new byte[SealedRecord.MAX_PLAIN];
        new Random(1).nextBytes(noise);

        var record = SealedRecord.seal(KEY, Kind.CHUNK, noise);

        assertThat(record.length).isLessThanOrEqualTo(PieceSet.MAX_RECORD);
        assertThat(SealedRecord.open(KEY, Kind.CHUNK, record)).isEqualTo(noise);
    }

    private static void assertRefused(SealKey key, Kind kind, byte[] record) {
        assertThatThrownBy(() -> SealedRecord.open(key, kind, record)).isInstanceOf(SoukException.class);
    }
}
