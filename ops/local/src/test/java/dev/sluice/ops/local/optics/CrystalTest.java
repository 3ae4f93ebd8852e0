package dev.sluice.ops.local.optics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class CrystalTest {
    /** Rows of the published tables, and halfway between two. */
    @ParameterizedTest
    @CsvSource({
        "MOS2, 450, 5.027, 3.140",
        "MOSE2, 600, 5.049, 1.268",
        "WS2, 615, 4.175, 0.7405",
        "WSE2, 500, 4.755, 1.468",
        "HBN, 633, 2.1211, 0",
        "GRAPHENE, 555, 2.6, 1.3",
    })
    void theIndexIsTheOnePublished(Crystal crystal, double nm, double n, double k) {
        Complex index = crystal.index(nm);
        assertThat(index.re()).isCloseTo(n, within(0.001));
        assertThat(index.im()).isCloseTo(-k, within(0.001));
    }

    @Test
    void outsideOfTheTableNothingIsKnown() {
        assertThatIllegalArgumentException().isThrownBy(() -> Crystal.WS2.index(1000));
    }

    @ParameterizedTest
    @EnumSource
    void aCrystalHasItsNameInAnyCase(Crystal crystal) {
        assertThat(Crystal.named(crystal.label().toUpperCase())).contains(crystal);
        assertThat(Crystal.named("gold")).isEmpty();
    }

    /**
     * P. Blake et al., figure 1: on 300 nm of oxide one layer shows most in green, a tenth or more.
     */
    @Test
    void grapheneOnThickOxideIsAsFaintAsPublished() {
        ThinFilm film = new ThinFilm(Crystal.GRAPHENE, 300);
        double most = 0;
        for (int nm = 500; nm <= 620; nm++) {
            most = Math.max(most, 1 - film.reflectance(nm, 1) / film.reflectance(nm, 0));
        }
        assertThat(most).isBetween(0.08, 0.15);
    }
}
