package souk.trust.sigv4;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class FormSignatureTest {
    private static final String SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
    private static final String POLICY = "eyJleHBpcmF0aW9uIjoiMjAxNS0xMi0zMFQxMjowMDowMFoifQ==";

    /// Computed by `botocore` 1.44 for the same policy.
    @Test
    void knowsARightSignature() {
        var signed = FormSignature.parse("AKIAIOSFODNN7EXAMPLE/20151229/us-east-1/s3/aws4_request", "us-east-1", "s3")
                .orElseThrow();

        assertThat(signed.accessKeyId()).isEqualTo("AKIAIOSFODNN7EXAMPLE");
        assertThat(signed.isRight(SECRET, POLICY, "420a1907c958a9fd615e418e5b529a835a423a4288ec8f5c1b991df6035ec5fc"))
                .isTrue();
        assertThat(signed.isRight(
                        SECRET, POLICY + "=", "420a1907c958a9fd615e418e5b529a835a423a4288ec8f5c1b991df6035ec5fc"))
                .isFalse();
        assertThat(signed.isRight(
                        SECRET + "x", POLICY, "420a1907c958a9fd615e418e5b529a835a423a4288ec8f5c1b991df6035ec5fc"))
                .isFalse();
    }

    @Test
    void knowsARightSignatureOfVersion2() {
        assertThat(FormSignature.isRightOfVersion2(SECRET, POLICY, "pjsmVPYOoycK0iIWuRdBk5TJQRk="))
                .isTrue();
        assertThat(FormSignature.isRightOfVersion2(SECRET, POLICY + "=", "pjsmVPYOoycK0iIWuRdBk5TJQRk="))
                .isFalse();
        assertThat(FormSignature.isRightOfVersion2(SECRET, POLICY, "")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "AKID",
                "/20151229/us-east-1/s3/aws4_request",
                "AKID/20151229/us-east-1/s3",
                "AKID/2015/us-east-1/s3/aws4_request",
                "AKID/20151229/eu-west-1/s3/aws4_request",
                "AKID/20151229/us-east-1/ec2/aws4_request",
                "AKID/20151229/us-east-1/s3/aws5_request",
            })
    void refusesCredentialsOfAnotherScope(String credential) {
        assertThat(FormSignature.parse(credential, "us-east-1", "s3")).isEmpty();
    }
}
