package souk.gateway.recovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.hash.Sha256;

class RootKeyTest {
    /// 00 01 02 … 1f.
    private static final RootKey KEY =
            RootKey.of(HexFormat.of().parseHex("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"));

    private static final String TEXT = "souk1-qqqs-yqcy-q5rq-wzqf-pg9s-crgw-pugp-zysn-zs23-v9cc-rydp-k8qa-rc0s-hztf-wh";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a1lqfn3a",
                "abcdef1l7aum6echk45nj3s0wdvt2fg8x9yrzpqzd3ryx",
                "split1checkupstagehandshakeupstreamerranterredcaperredlc445v",
                "?1v759aa"
            })
    void readsTheVectorsOfBip350(String text) {
        assertThat(Bech32m.isWhole(text)).isTrue();
        assertThat(Bech32m.isWhole(text.substring(0, text.length() - 1) + (text.endsWith("q") ? "p" : "q")))
                .isFalse();
    }

    @Test
    void isWrittenAndReadInOneForm() {
        assertThat(KEY.text()).isEqualTo(TEXT);
        assertThat(RootKey.parse(TEXT).secret()).isEqualTo(KEY.secret());
        assertThat(RootKey.parse(" " + TEXT.toUpperCase(java.util.Locale.ROOT).replace('-', ' ') + "\n")
                        .secret())
                .isEqualTo(KEY.secret());
    }

    @Test
    void everyWrongLetterIsNoticed() {
        var bare = TEXT.replace("-", "");
        for (int at = 5; at < bare.length(); at++) {
            char other = bare.charAt(at) == 'q' ? 'p' : 'q';
            var wrong = bare.substring(0, at) + other + bare.substring(at + 1);
            assertThatThrownBy(() -> RootKey.parse(wrong))
                    .isInstanceOfSatisfying(
                            SoukException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BAD_REQUEST));
        }
        assertThatThrownBy(() -> RootKey.parse(bare.substring(1))).isInstanceOf(SoukException.class);
        assertThatThrownBy(() -> RootKey.parse("")).isInstanceOf(SoukException.class);
    }

    /// What a key of another version must still give.
    @Test
    void derivesTheSameKeysForever() {
        assertThat(KEY.account().address().hex()).isEqualTo("0x4a037efcb0c79a800d9aeb9f6c2ac9dba963c35d");
        assertThat(KEY.heads().did().text()).isEqualTo("did:key:z6Mkgd6FxyNpgPsgz8oFEPEumZ32mC7dbDJZJ11vkdNrcwSE");
        assertThat(HexFormat.of().formatHex(KEY.records().bytes()))
                .isEqualTo("3e37a9d85bfb27fc24042617d3a26b4240b0d9402359d83a81e46f6e53767611");
        var record = SealedRecord.seal(KEY.records(), SealedRecord.Kind.LOG, new byte[0]);
        assertThat(HexFormat.of().formatHex(Sha256.hash(record)))
                .isEqualTo("8ca3a8d2fe73e06279b7641bf4cd20d51055a738ae3bd58249367b919761f9c6");
        assertThat(KEY.toString()).doesNotContain("0001");
    }
}
