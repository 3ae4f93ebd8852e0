package dev.sluice.shared.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.List;

class NearestTest {
    @Test
    void aMisspeltNameFindsTheClosestInAnyCase() {
        List<String> known = List.of("lease", "limits", "label");

        assertThat(Nearest.to("leese", known)).contains("lease");
        assertThat(Nearest.to("LIMIT", known)).contains("limits");
        assertThat(Nearest.to("lable", known)).contains("label");
    }

    @Test
    void aNameLikeNoneFindsNothing() {
        assertThat(Nearest.to("retention", List.of("lease", "limits"))).isEmpty();
        assertThat(Nearest.to("lease", List.of())).isEmpty();
    }
}
