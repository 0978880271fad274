package souk.core.market;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import souk.core.Vectors;
import souk.core.eip712.TypedData;
import souk.core.hash.Sha256;
import souk.core.value.Address;
import souk.core.value.Digest;

final class RepairGrantTest {
    @Test
    void agreesWithTheVector() {
        var vector = Vectors.object("repair-grant.json");
        var domain = new TypedData.Domain(
                vector.object("domain").integer("chainId"),
                new Address(vector.object("domain").text("verifyingContract")));

        var grant = RepairGrant.from(vector.object("message"));

        assertThat(RepairGrant.TYPE).isEqualTo(vector.text("encodeType"));
        assertThat(grant.structHash()).isEqualTo(new Digest(vector.text("structHash")));
        assertThat(TypedData.digest(domain, grant)).isEqualTo(new Digest(vector.text("digest")));
        assertThat(grant.toJson().canonical())
                .isEqualTo(vector.object("message").canonical());
        assertThat(grant.task())
                .isEqualTo(Digest.of(Sha256.hash(vector.object("task").canonical())));
    }
}
