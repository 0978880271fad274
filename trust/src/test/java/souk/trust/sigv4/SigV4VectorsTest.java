package souk.trust.sigv4;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import souk.trust.sigv4.Verification.Verified;

final class SigV4VectorsTest {
    static Stream<SigningCase> cases() throws IOException, URISyntaxException {
        var root = Objects.requireNonNull(SigV4VectorsTest.class.getResource("/vectors/sigv4/v4"));
        try (var folders = Files.list(Path.of(root.toURI()))) {
            return folders.sorted().map(SigningCase::new).toList().stream();
        }
    }

    static Stream<SigningCase> casesWithAllHeadersSigned() throws IOException, URISyntaxException {
        return cases().filter(SigningCase::tokenIsSigned);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void derivesTheCanonicalRequestOfTheHeaderCase(SigningCase vector) {
        var signed = vector.signed("header");
        var claim =
                Claim.fromHeader(signed.header("authorization").orElseThrow()).orElseThrow();

        var canonical = new CanonicalRequest(
                signed, Query.parse(signed.rawQuery()), claim.signedHeaders(), vector.payloadHash(), vector.rule());

        assertThat(canonical.text()).isEqualTo(vector.text("header-canonical-request.txt"));
        assertThat(canonical.stringToSign(signed.header("x-amz-date").orElseThrow(), claim.scope()))
                .isEqualTo(vector.text("header-string-to-sign.txt"));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void signsInTheHeader(SigningCase vector) {
        var request = vector.request();
        if (vector.bodyIsSigned()) {
            request = request.with("x-amz-content-sha256", vector.payloadHash());
        }
        if (vector.tokenIsSigned() && vector.token().isPresent()) {
            request = request.with("X-Amz-Security-Token", vector.token().get());
        }

        var signed = signer(vector).sign(request, vector.payloadHash(), vector.when());

        assertThat(signed.request().header("Authorization").orElseThrow())
                .endsWith("Signature=" + vector.text("header-signature.txt"));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void signsInTheQuery(SigningCase vector) {
        var request = vector.request();
        if (vector.tokenIsSigned() && vector.token().isPresent()) {
            var query = Query.parse(request.rawQuery())
                    .with("X-Amz-Security-Token", vector.token().get());
            request = request.withQuery(query.canonical());
        }
        var signed = signer(vector).presign(request, vector.payloadHash(), Duration.ofSeconds(3600), vector.when());

        assertThat(signed.rawQuery()).endsWith("X-Amz-Signature=" + vector.text("query-signature.txt"));
    }

    @ParameterizedTest
    @MethodSource("casesWithAllHeadersSigned")
    void verifiesWhatTheSuiteSigned(SigningCase vector) {
        var signed = vector.signed("header");
        // Only requests with a signed body name its hash; others mean that of the body at hand, here given as
        // header.
        var complete = vector.bodyIsSigned() ? signed : signed.with("x-amz-content-sha256", vector.payloadHash());
        var verifier = new SigV4Verifier(
                key -> Optional.of(vector.credentials().secretKey()),
                "us-east-1",
                "service",
                InstantSource.fixed(vector.when()),
                vector.rule());

        assertThat(verifier.verify(complete)).isInstanceOf(Verified.class);
    }

    private static SigV4Signer signer(SigningCase vector) {
        return new SigV4Signer(vector.credentials(), "us-east-1", "service", vector.rule());
    }
}
