package souk.gateway.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static souk.gateway.s3.SdkClients.assertRefused;

import org.junit.jupiter.api.Test;
import software.amazon.awssdk.awscore.AwsResponse;
import software.amazon.awssdk.core.sync.RequestBody;

final class CostHeadersTest extends DoorTest {
    private static final String HEADER = "x-souk-cost-estimate";

    @Test
    void writesAndReadsTellWhatTheBytesCostToThoseThatAsk() {
        var expected = "month=100000; ingress=200000; shard-bytes=100000; unit=1e-6 sUSD; rounding=up; seconds=2592000";

        var put = client.putObject(
                b -> b.bucket(bucket).key("k").overrideConfiguration(o -> o.putHeader(HEADER, "1")),
                RequestBody.fromBytes(new byte[100_000]));
        var head =
                client.headObject(b -> b.bucket(bucket).key("k").overrideConfiguration(o -> o.putHeader(HEADER, "1")));

        assertThat(header(put)).isEqualTo(expected);
        assertThat(header(head)).isEqualTo(expected);
        assertThat(client.headObject(b -> b.bucket(bucket).key("k"))
                        .sdkHttpResponse()
                        .firstMatchingHeader(HEADER))
                .isEmpty();
    }

    @Test
    void whatIsInlineCostsNothing() {
        var put = client.putObject(
                b -> b.bucket(bucket).key("k").overrideConfiguration(o -> o.putHeader(HEADER, "1")),
                RequestBody.fromBytes(new byte[100]));

        assertThat(header(put)).startsWith("month=0; ingress=0; shard-bytes=0;");
    }

    @Test
    void anotherValueIsRefusedBeforeAnythingIsStored() {
        assertRefused(
                () -> client.putObject(
                        b -> b.bucket(bucket).key("k").overrideConfiguration(o -> o.putHeader(HEADER, "yes")),
                        RequestBody.fromBytes(new byte[100])),
                400);
        assertRefused(() -> client.headObject(b -> b.bucket(bucket).key("k")), 404);
    }

    private static String header(AwsResponse answer) {
        return answer.sdkHttpResponse().firstMatchingHeader(HEADER).orElseThrow();
    }
}
