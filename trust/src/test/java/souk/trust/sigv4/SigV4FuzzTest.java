package souk.trust.sigv4;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import souk.core.fuzz.Fuzz;

final class SigV4FuzzTest {
    private static final int INPUTS = 10_000;
    private static final Instant NOW = Instant.parse("2026-11-25T09:00:00Z");
    private static final Credentials KEY = new Credentials("AKEXAMPLE", "secret");

    private final SigV4Verifier verifier = new SigV4Verifier(
            key -> key.equals(KEY.accessKeyId()) ? Optional.of(KEY.secretKey()) : Optional.empty(),
            "us-east-1",
            "s3",
            InstantSource.fixed(NOW),
            PathRule.EXACT);

    /// Nobody without the secret is let in, and nothing that is sent breaks the check.
    @Test
    void answersEveryForgery() {
        Fuzz.of("sigv4")
                .run(
                        INPUTS,
                        input -> assertThat(verifier.verify(request(input)))
                                .isNotInstanceOf(Verification.Verified.class));
    }

    /// Whatever can be signed is verified.
    @Test
    void letsInWhatTheKeySigned() {
        Fuzz.of("sigv4").run(INPUTS, input -> {
            var request = request(input);
            var bare = new SignableRequest(
                    request.method(), request.rawPath(), request.rawQuery(), List.of(new Header("Host", "door.test")));
            SigV4Signer.Signed signed;
            try {
                signed = SigV4Signer.s3(KEY, "us-east-1").sign(bare, SigV4.UNSIGNED_PAYLOAD, NOW);
            } catch (IllegalArgumentException e) {
                return; // not percent-encoded
            }
            if (!request.rawQuery().contains("X-Amz-")) {
                assertThat(verifier.verify(signed.request())).isInstanceOf(Verification.Verified.class);
            }
        });
    }

    private static SignableRequest request(byte[] input) {
        var lines = new String(input, UTF_8).split("\n", -1);
        var first = lines[0].split(" ", 2);
        var target = first.length == 2 ? first[1] : "/";
        var question = target.indexOf('?');
        var headers = java.util.Arrays.stream(lines)
                .skip(1)
                .filter(line -> line.indexOf(':') > 0)
                .map(line -> new Header(line.substring(0, line.indexOf(':')), line.substring(line.indexOf(':') + 1)))
                .toList();
        return new SignableRequest(
                first[0],
                question < 0 ? target : target.substring(0, question),
                question < 0 ? "" : target.substring(question + 1),
                headers);
    }
}
