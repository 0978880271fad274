package souk.gateway.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;

/// Amazon's own client for a door, and what it is told when something is refused.
final class SdkClients {
    private SdkClients() {}

    static S3Client of(LocalDoor door, Account account) {
        var credentials = AwsBasicCredentials.create(
                account.credentials().accessKeyId(), account.credentials().secretKey());
        return of(door, StaticCredentialsProvider.create(credentials));
    }

    static S3Client anonymous(LocalDoor door) {
        return of(door, AnonymousCredentialsProvider.create());
    }

    static void assertError(Runnable action, String code, int status) {
        assertThatThrownBy(action::run).isInstanceOfSatisfying(S3Exception.class, e -> {
            // This client does not read why it was told not to send a body.
            assertThat(e.awsErrorDetails().errorCode()).isIn(code, null);
            assertThat(e.statusCode()).isEqualTo(status);
        });
    }

    private static S3Client of(LocalDoor door, AwsCredentialsProvider credentials) {
        return S3Client.builder()
                .endpointOverride(door.uri())
                .region(Region.of(LocalDoor.REGION))
                .forcePathStyle(true)
                .credentialsProvider(credentials)
                .httpClient(UrlConnectionHttpClient.create())
                .overrideConfiguration(o -> o.retryStrategy(r -> r.maxAttempts(1)))
                .build();
    }

    static void assertRefused(Runnable action, String code, int status) {
        assertThatThrownBy(action::run).isInstanceOfSatisfying(S3Exception.class, e -> {
            assertThat(e.statusCode()).isEqualTo(status);
            assertThat(e.awsErrorDetails().errorCode()).isEqualTo(code);
        });
    }

    /// For answers that come before the body is sent, or to HEAD: this client drops their document.
    static void assertRefused(Runnable action, int status) {
        assertThatThrownBy(action::run)
                .isInstanceOfSatisfying(
                        S3Exception.class, e -> assertThat(e.statusCode()).isEqualTo(status));
    }
}
