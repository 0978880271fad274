package souk.gateway.s3;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PostPolicyTest {
    private static final Instant NOW = Instant.parse("2026-11-25T10:00:00Z");

    /// A condition on the field, and the value sent; empty for none.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"x-amz-meta-a\": \"1\"}                        | x-amz-meta-a | 1          | true",
                "{\"X-Amz-Meta-A\": \"1\"}                        | x-amz-meta-a | 1          | true",
                "{\"x-amz-meta-a\": \"1\"}                        | x-amz-meta-a | 2          | false",
                "{\"x-amz-meta-a\": \"1\"}                        | x-ignore-a   | 1          | false",
                "[\"eq\", \"$acl\", \"private\"]                  | acl          | private    | true",
                "[\"eq\", \"$acl\", \"private\"]                  | acl          | public     | false",
                "[\"StArTs-WiTh\", \"$KeY\", \"user/\"]           | key          | user/a     | true",
                "[\"starts-with\", \"$key\", \"user/\"]           | key          | other/a    | false",
                "[\"starts-with\", \"$tagging\", \"\"]            | tagging      | anything   | true",
                "[\"starts-with\", \"$Content-Type\", \"image/\"] | content-type | image/a,image/b | true",
                "[\"starts-with\", \"$Content-Type\", \"image/\"] | content-type | image/a,text/b  | false",
                "{\"acl\": \"private\"}                           | x-amz-meta-b | 1          | false",
            })
    void holdsFieldsToItsConditions(String condition, String field, String value, boolean allowed) {
        var policy = parse("{\"expiration\": \"2026-11-25T10:00:01Z\", \"conditions\": [%s, {\"bucket\": \"bkt\"}]}"
                .formatted(condition));
        var fields = new HashMap<>(Map.of("bucket", "bkt", field, value));

        assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> policy.require(fields, NOW)) == null)
                .isEqualTo(allowed);
    }

    @Test
    void takesUnnamedFieldsOnlyWhereTheyAreFree() {
        var policy = parse("{\"expiration\": \"2026-11-25T10:00:01Z\", \"conditions\": [{\"bucket\": \"bkt\"}]}");
        var free = Map.of("bucket", "bkt", "policy", "p", "signature", "s", "x-ignore-me", "1");
        var extra = Map.of("bucket", "bkt", "acl", "public-read");

        assertThatCode(() -> policy.require(free, NOW)).doesNotThrowAnyException();
        assertThatThrownBy(() -> policy.require(extra, NOW)).hasMessageContaining("Extra input fields: acl");
    }

    @Test
    void endsWhenItSays() {
        var policy = parse("{\"expiration\": \"2026-11-25T10:00:00Z\", \"conditions\": []}");

        assertThatCode(() -> policy.require(Map.of(), NOW.minusMillis(1))).doesNotThrowAnyException();
        assertThatThrownBy(() -> policy.require(Map.of(), NOW)).hasMessageContaining("Policy expired");
    }

    @Test
    void boundsTheFile() {
        var bounded = parse("{\"expiration\": \"2026-11-25T10:00:00Z\","
                + " \"conditions\": [[\"content-length-range\", 1, \"20\"]]}");
        var free = parse("{\"expiration\": \"2026-11-25T10:00:00Z\", \"conditions\": []}");

        assertThat(bounded.minSize()).isEqualTo(1);
        assertThat(bounded.maxSize()).isEqualTo(20);
        assertThat(free.maxSize()).isEqualTo(BodyIntake.MAX_BYTES);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{\"conditions\": []}",
                "{\"expiration\": \"2026-11-25T10:00:00Z\"}",
                "{\"expiration\": \"soon\", \"conditions\": []}",
                "{\"EXPIRATION\": \"2026-11-25T10:00:00Z\", \"conditions\": []}",
                "{\"expiration\": \"2026-11-25T10:00:00Z\", \"conditions\": [{}]}",
                "{\"expiration\": \"2026-11-25T10:00:00Z\", \"conditions\": [[\"near\", \"$key\", \"a\"]]}",
                "{\"expiration\": \"2026-11-25T10:00:00Z\", \"conditions\": [[\"eq\", \"key\", \"a\"]]}",
                "{\"expiration\": \"2026-11-25T10:00:00Z\", \"conditions\": [[\"content-length-range\", 0]]}",
                "{\"expiration\": \"2026-11-25T10:00:00Z\", \"conditions\": [[\"content-length-range\", -1, 0]]}",
            })
    void refusesWhatIsNoPolicy(String document) {
        assertThatThrownBy(() -> parse(document)).isInstanceOf(S3Exception.class);
    }

    private static PostPolicy parse(String document) {
        return PostPolicy.parse(Base64.getEncoder().encodeToString(document.getBytes(UTF_8)));
    }
}
