package dev.sluice.shared.trace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.shared.trace.TraceContext.Sampling;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TraceContextTest {
    private static final String TRACE = "5759e988bd862e3fe1be46a994272793";
    private static final String SPAN = "53995c3f42cd8ad8";
    private static final TraceContext KEPT = new TraceContext(TRACE, SPAN, Sampling.KEEP);

    @ParameterizedTest
    @CsvSource(
            value = {
                "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1 | KEEP",
                "Sampled=0; Parent=53995C3F42CD8AD8; Root=1-5759E988-BD862E3FE1BE46A994272793 |"
                        + " DROP",
                "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=? |"
                        + " UNDECIDED",
                "Self=1-67891234-12456789abcdef012345678;Root=1-5759e988-bd862e3fe1be46a994272793;"
                        + "Parent=53995c3f42cd8ad8;Lineage=a87bd80c:1 | UNDECIDED"
            },
            delimiter = '|')
    void xRaysHeaderIsReadWhateverStandsBesideIt(String header, Sampling sampling) {
        assertThat(TraceContext.ofXRay(header)).contains(new TraceContext(TRACE, SPAN, sampling));
    }

    @Test
    void aLoadBalancersHeaderBeginsATraceThatHasNoSpanYet() {
        assertThat(TraceContext.ofXRay("Root=1-5759e988-bd862e3fe1be46a994272793"))
                .contains(new TraceContext(TRACE, "e1be46a994272793", Sampling.UNDECIDED));
    }

    @Test
    void theTwoHeadersAreOneContext() {
        assertThat(KEPT.xRay())
                .isEqualTo(
                        "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1");
        assertThat(KEPT.w3c()).isEqualTo("00-5759e988bd862e3fe1be46a994272793-53995c3f42cd8ad8-01");
        for (Sampling sampling : Sampling.values()) {
            TraceContext context = new TraceContext(TRACE, SPAN, sampling);
            assertThat(TraceContext.ofXRay(context.xRay())).contains(context);
            assertThat(TraceContext.ofW3C(context.w3c()).orElseThrow().sampling())
                    .isEqualTo(sampling == Sampling.KEEP ? Sampling.KEEP : Sampling.DROP);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "00-5759e988bd862e3fe1be46a994272793-53995c3f42cd8ad8-01",
                " 00-5759e988bd862e3fe1be46a994272793-53995c3f42cd8ad8-03 ",
                "01-5759e988bd862e3fe1be46a994272793-53995c3f42cd8ad8-01-of-a-later-version"
            })
    void w3csHeaderIsReadLaterVersionsIncluded(String header) {
        assertThat(TraceContext.ofW3C(header)).contains(KEPT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "none",
                "ff-5759e988bd862e3fe1be46a994272793-53995c3f42cd8ad8-01",
                "00-5759e988bd862e3fe1be46a994272793-53995c3f42cd8ad8-01-more",
                "00-5759E988bd862e3fe1be46a994272793-53995c3f42cd8ad8-01",
                "00-00000000000000000000000000000000-53995c3f42cd8ad8-01",
                "00-5759e988bd862e3fe1be46a994272793-0000000000000000-01",
                "00-5759e988bd862e3fe1be46a994272793-53995c3f42cd8ad8",
                "Root=1-5759e988-bd862e3fe1be46a99427279;Parent=53995c3f42cd8ad8",
                "Root=2-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8",
                "Root=1-00000000-000000000000000000000000;Parent=53995c3f42cd8ad8",
                "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=short",
                "Parent=53995c3f42cd8ad8;Sampled=1",
                "Root;Root=;=;;"
            })
    void whatIsMalformedIsNoHeader(String header) {
        assertThat(TraceContext.ofW3C(header)).isEmpty();
        assertThat(TraceContext.ofXRay(header)).isEmpty();
    }

    @Property
    void nothingThatAnybodyWritesIsAnError(@ForAll String header) {
        assertThat(TraceContext.ofW3C(header)).isEmpty();
        assertThat(TraceContext.ofXRay("Root=" + header)).isEmpty();
    }
}
