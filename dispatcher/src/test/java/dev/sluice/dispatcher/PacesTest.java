package dev.sluice.dispatcher;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PacesTest {
    private final Paces paces = new Paces();

    @Test
    void theyAreReadAsTheyWereWritten() {
        paces.remember("moderation", 0.0085);
        paces.remember("flakes", 0.25);
        assertThat(paces.text()).isEqualTo("flakes=0.25 moderation=0.0085");

        Paces others = new Paces();
        others.remember("flakes", 0.5);
        others.read(paces.text());
        assertThat(others.of("flakes")).as("what is seen is newer").hasValue(0.5);
        assertThat(others.of("moderation")).hasValue(0.0085);
    }

    @Test
    void whatIsNoneIsPassedOver() {
        paces.read("");
        paces.read("flakes= =2 a=b c=0 d=-1 e=Infinity f=NaN photos/2026 g=3");
        assertThat(paces.text()).isEqualTo("g=3.0");
    }
}
