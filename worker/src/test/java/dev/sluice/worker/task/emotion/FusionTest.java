package dev.sluice.worker.task.emotion;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.worker.task.affect.Affect;

import org.junit.jupiter.api.Test;

import java.util.LinkedHashMap;
import java.util.Map;

class FusionTest {
    private static final Affect FACE = new Affect(0.8, 0.6, 0.9);
    private static final Affect VOICE = new Affect(0.6, 0.4, 0.7);
    private static final Affect TEXT = new Affect(0.7, 0.5, 0.6);

    private static Map<String, Affect> of(Object... each) {
        Map<String, Affect> all = new LinkedHashMap<>();
        for (int i = 0; i < each.length; i += 2) {
            all.put((String) each[i], (Affect) each[i + 1]);
        }
        return all;
    }

    private static void fused(
            Map<String, Affect> each, double valence, double arousal, double sure, String by) {
        assertThat(Fusion.of(each).toJson())
                .containsEntry("valence", valence)
                .containsEntry("arousal", arousal)
                .containsEntry("confidence", sure)
                .containsEntry("dominant", by);
    }

    @Test
    void meetsTheVectorsOfTheContract() {
        fused(of("face", FACE, "voice", VOICE, "text", TEXT), .7091, .5091, .7333, "face");
        fused(of("face", FACE, "voice", VOICE), .7125, .5125, .8, "face");
        fused(of("text", TEXT), .7, .5, .6, "text");
    }

    @Test
    void theFirstOfEquallySureOnesDominates() {
        fused(
                of("voice", new Affect(0.2, 0.2, 0.7), "text", new Affect(0.4, 0.4, 0.7)),
                .3,
                .3,
                .7,
                "voice");
    }

    @Test
    void whereNoneIsSureNothingIs() {
        fused(
                of("face", new Affect(0.2, 0.4, 0), "text", new Affect(0.4, 0.8, 0)),
                .3,
                .6,
                0,
                "face");
    }
}
