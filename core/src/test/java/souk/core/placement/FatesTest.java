package souk.core.placement;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import souk.core.value.Address;

final class FatesTest {
    private static final Address ANN = new Address("0x" + "0a".repeat(20));
    private static final Address BOB = new Address("0x" + "0b".repeat(20));
    private static final String HERE = Fates.network(new byte[] {10, 0, 7, 1});
    private static final String NEXT_DOOR = Fates.network(new byte[] {10, 0, 7, 2});
    private static final String ELSEWHERE = Fates.network(new byte[] {10, 0, 8, 1});

    private record Node(Address operator, String network, String country) {}

    @Test
    void keepsNeighboursInOneNetworkApart() {
        var nodes = List.of(new Node(ANN, HERE, "DE"), new Node(BOB, NEXT_DOOR, "FR"));

        assertThat(apart(nodes, new Fates(false, false))).isEqualTo(1);
        assertThat(apart(nodes, new Fates(false, true))).isEqualTo(2);
    }

    @Test
    void keepsCountriesApartWhereTheBucketAsks() {
        var nodes = List.of(new Node(ANN, HERE, "DE"), new Node(BOB, ELSEWHERE, "DE"));

        assertThat(apart(nodes, new Fates(false, false))).isEqualTo(2);
        assertThat(apart(nodes, new Fates(true, false))).isEqualTo(1);
    }

    @Test
    void neverTakesOneOperatorTwice() {
        var nodes = List.of(new Node(ANN, HERE, "DE"), new Node(ANN, ELSEWHERE, "FR"));

        assertThat(apart(nodes, new Fates(false, true))).isEqualTo(1);
    }

    @Test
    void comparesSitesNotMachinesOfTheSixthVersion() {
        var site = new byte[16];
        site[5] = 1;
        var same = site.clone();
        same[6] = 9;
        var other = site.clone();
        other[5] = 2;

        assertThat(Fates.network(site)).isEqualTo(Fates.network(same)).isNotEqualTo(Fates.network(other));
    }

    @Test
    void passesOverWhatIsTaken() {
        var fates = new Fates(false, true);
        var taken = fates.of(ANN, HERE, "DE");

        assertThat(Placement.apart(List.of(ANN, BOB), operator -> fates.of(operator, HERE, ""), taken))
                .containsExactly(BOB);
    }

    private static int apart(List<Node> nodes, Fates fates) {
        return Placement.apart(nodes, node -> fates.of(node.operator, node.network, node.country), Set.of())
                .size();
    }
}
