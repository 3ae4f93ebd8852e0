package dev.sluice.ops.flakes.score;

import dev.sluice.ops.flakes.annotation.AnnotatedPicture;
import dev.sluice.shared.config.InvalidConfiguration;
import dev.sluice.shared.pipeline.Pipeline;
import dev.sluice.shared.pipeline.Pipelines;
import dev.sluice.worker.model.OnnxRuntime;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Scores of pictures, to be added up by what is known of them. */
public final class Scores {
    private final Map<AnnotatedPicture, Score> scores;

    private Scores(Map<AnnotatedPicture, Score> scores) {
        this.scores = scores;
    }

    /**
     * Runs a pipeline on pictures. A picture says its {@code material} itself, or is of the one
     * given; pictures of materials that the method does not know are left out.
     *
     * @param folder of the pipeline
     * @param options of the pipeline, but for the material
     * @throws InvalidConfiguration with all that is wrong with the pipeline
     */
    public static Scores of(
            List<AnnotatedPicture> pictures,
            Path folder,
            String material,
            Map<String, String> options)
            throws IOException, InterruptedException {
        Pipeline pipeline = Pipelines.read(folder, List.of()).all().getFirst();
        OnnxRuntime runtime = new OnnxRuntime(false, 1);
        Map<String, Examination> examinations = new TreeMap<>();
        Map<AnnotatedPicture, Score> scores = new LinkedHashMap<>();
        try {
            for (AnnotatedPicture picture : pictures) {
                String own = picture.about().getOrDefault("material", material);
                if ("classical".equals(options.get("method"))
                        && !Examination.hasClasses(pipeline.folder(), own)) {
                    continue;
                }
                Examination examination = examinations.get(own);
                if (examination == null) {
                    Map<String, String> all = new LinkedHashMap<>(options);
                    all.put("material", own);
                    examination = Examination.of(pipeline, all, runtime);
                    examinations.put(own, examination);
                }
                scores.put(picture, examination.of(picture));
            }
        } finally {
            examinations.values().forEach(Examination::close);
        }
        return new Scores(scores);
    }

    /** Of all pictures. */
    public Score all() {
        return scores.values().stream().reduce(Score.NONE, Score::plus);
    }

    /** Of the pictures of which this member says the same, by what it says. */
    public Map<String, Score> by(String member) {
        Map<String, Score> by = new TreeMap<>();
        scores.forEach(
                (picture, score) ->
                        by.merge(picture.about().getOrDefault(member, "?"), score, Score::plus));
        return by;
    }
}
