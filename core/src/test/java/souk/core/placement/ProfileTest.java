package souk.core.placement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import souk.core.error.SoukException;

final class ProfileTest {
    @Test
    void admitsThoseThatRecoverWithSixNines() {
        assertThat(Stream.of("standard", "wide", "archive").map(Profile::named)).allMatch(Profile::admissible);
        assertThat(Stream.of("dev", "small").map(Profile::named)).noneMatch(Profile::admissible);
    }

    @Test
    void recoversAsOftenAsTheBinomialSays() {
        // 4 of 8 fails in 4.3 cases of 10,000, 10 of 20 in 7.1 of 10 million.
        assertThat(1 - Profile.SMALL.recovery()).isCloseTo(4.3e-4, within(1e-5));
        assertThat(1 - Profile.STANDARD.recovery()).isCloseTo(7.1e-7, within(1e-8));
    }

    @Test
    void refusesWasteAndThinness() {
        assertThat(new Profile("thin", 60, 65, 84, 90).admissible()).isFalse();
        assertThat(new Profile("fat", 10, 15, 41, 45).admissible()).isFalse();
    }

    @Test
    void isFoundByItsCode() {
        assertThat(Profile.coded(16, 34)).contains(Profile.WIDE);
        assertThat(Profile.coded(16, 35)).isEmpty();
        assertThatThrownBy(() -> Profile.named("huge"))
                .isInstanceOf(SoukException.class)
                .hasMessageContaining("archive");
    }
}
