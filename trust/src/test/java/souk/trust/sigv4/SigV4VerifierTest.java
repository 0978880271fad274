package souk.trust.sigv4;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import souk.trust.sigv4.Verification.Anonymous;
import souk.trust.sigv4.Verification.Reason;
import souk.trust.sigv4.Verification.Rejected;
import souk.trust.sigv4.Verification.Verified;

final class SigV4VerifierTest {
    private static final Instant NOW = Instant.parse("2026-11-24T10:00:00Z");
    private static final Credentials ALICE = new Credentials("AKALICE", "alice's secret");

    private final SigV4Signer signer = SigV4Signer.s3(ALICE, "us-east-1");
    private final SigV4Verifier verifier = verifierAt(NOW);

    @Test
    void acceptsWhatTheSignerSigned() {
        var verification = verifier.verify(signed(NOW));

        assertThat(verification).isInstanceOfSatisfying(Verified.class, verified -> {
            assertThat(verified.accessKeyId()).isEqualTo("AKALICE");
            assertThat(verified.payloadHash()).isEqualTo(SigV4.UNSIGNED_PAYLOAD);
        });
    }

    @Test
    void acceptsAPresignedAddressUntilItExpires() {
        var presigned = signer.presign(request(), SigV4.UNSIGNED_PAYLOAD, Duration.ofMinutes(1), NOW);

        assertThat(verifierAt(NOW.plusSeconds(60)).verify(presigned)).isInstanceOf(Verified.class);
        assertThat(reason(verifierAt(NOW.plusSeconds(61)).verify(presigned))).isEqualTo(Reason.EXPIRED);
    }

    @Test
    void rejectsAnAlteredPath() {
        var signed = signed(NOW);

        var altered = new SignableRequest("GET", "/bucket/other", signed.rawQuery(), signed.headers());

        assertThat(reason(verifier.verify(altered))).isEqualTo(Reason.MISMATCH);
    }

    @Test
    void rejectsAClockMoreThanFifteenMinutesOff() {
        assertThat(verifier.verify(signed(NOW.minusSeconds(900)))).isInstanceOf(Verified.class);
        assertThat(reason(verifier.verify(signed(NOW.minusSeconds(901))))).isEqualTo(Reason.SKEWED);
        assertThat(reason(verifier.verify(signed(NOW.plusSeconds(901))))).isEqualTo(Reason.SKEWED);
    }

    @Test
    void rejectsAnUnknownKey() {
        var mallory = SigV4Signer.s3(new Credentials("AKNOBODY", "guess"), "us-east-1");

        var signed = mallory.sign(request(), SigV4.UNSIGNED_PAYLOAD, NOW).request();

        assertThat(reason(verifier.verify(signed))).isEqualTo(Reason.UNKNOWN_KEY);
    }

    @Test
    void rejectsAnotherRegion() {
        var abroad = SigV4Signer.s3(ALICE, "eu-west-1");

        var signed = abroad.sign(request(), SigV4.UNSIGNED_PAYLOAD, NOW).request();

        assertThat(reason(verifier.verify(signed))).isEqualTo(Reason.WRONG_REGION);
    }

    @Test
    void rejectsASteeringHeaderAddedAfterwards() {
        var tampered = signed(NOW).with("x-amz-copy-source", "/bucket/secret");

        assertThat(reason(verifier.verify(tampered))).isEqualTo(Reason.HEADER_NOT_SIGNED);
    }

    @Test
    void rejectsBrokenAuthorization() {
        assertThat(reason(verifier.verify(request().with("Authorization", "AWS AK:signature"))))
                .isEqualTo(Reason.UNSUPPORTED_ALGORITHM);
        assertThat(reason(verifier.verify(request().with("Authorization", "AWS4-HMAC-SHA256 Credential=x"))))
                .isEqualTo(Reason.MALFORMED);
    }

    @Test
    void seesARequestWithoutSignatureAsAnonymous() {
        assertThat(verifier.verify(request())).isInstanceOf(Anonymous.class);
    }

    @Test
    void neverPresignsBeyondSevenDays() {
        var tooLong = SigV4.MAX_PRESIGN.plusSeconds(1);

        assertThatThrownBy(() -> signer.presign(request(), SigV4.UNSIGNED_PAYLOAD, tooLong, NOW))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void bothSidesDeriveTheSameChunkSignatures() {
        var signed = signer.sign(request(), SigV4.STREAMING_SIGNED_TRAILER, NOW);
        var verified = (Verified) verifier.verify(signed.request());
        var hash = SigningKey.newSha256().digest(new byte[] {1});

        assertThat(verified.chunks().orElseThrow().next(hash))
                .isEqualTo(signed.chunks().next(hash));
        assertThat(verified.chunks().orElseThrow().trailer("x-amz-checksum-crc32:AAAAAA==\n"))
                .isEqualTo(signed.chunks().trailer("x-amz-checksum-crc32:AAAAAA==\n"));
    }

    @Test
    void matchesThePublishedChunkSignatures() {
        // The example of AWS, "Signature calculations: transferring payload in multiple chunks".
        var key = SigningKey.derive(
                "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", new CredentialScope("20130524", "us-east-1", "s3"));
        var chunks = new ChunkSignatures(
                key,
                "20130524T000000Z",
                new CredentialScope("20130524", "us-east-1", "s3"),
                "4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9");

        assertThat(chunks.next(hashOfLetters(65536)))
                .isEqualTo("ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648");
        assertThat(chunks.next(hashOfLetters(1024)))
                .isEqualTo("0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497");
        assertThat(chunks.next(hashOfLetters(0)))
                .isEqualTo("b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9");
    }

    private static byte[] hashOfLetters(int count) {
        return SigningKey.newSha256().digest("a".repeat(count).getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    private SignableRequest signed(Instant when) {
        return signer.sign(request(), SigV4.UNSIGNED_PAYLOAD, when).request();
    }

    private static SignableRequest request() {
        return new SignableRequest("GET", "/bucket/a%20key", "versionId=7", List.of(new Header("Host", "localhost:1")));
    }

    private static SigV4Verifier verifierAt(Instant now) {
        return new SigV4Verifier(
                key -> key.equals(ALICE.accessKeyId()) ? Optional.of(ALICE.secretKey()) : Optional.empty(),
                "us-east-1",
                "s3",
                InstantSource.fixed(now),
                PathRule.EXACT);
    }

    private static Reason reason(Verification verification) {
        return ((Rejected) verification).reason();
    }
}
