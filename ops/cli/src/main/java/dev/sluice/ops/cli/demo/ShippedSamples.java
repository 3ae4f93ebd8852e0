package dev.sluice.ops.cli.demo;

import dev.sluice.ops.fleet.UsageError;
import dev.sluice.ops.local.samples.Micrograph;
import dev.sluice.ops.local.samples.Sample;
import dev.sluice.ops.local.samples.Samples;
import dev.sluice.shared.pipeline.Pipeline;
import dev.sluice.shared.pipeline.Pipelines;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/** The demo's own uploads: real ones, then for flakes generated, for others repeated ones. */
final class ShippedSamples {
    private static final String FLAKES = "flakes";
    private static final String FACES = "faces";

    /** Works on what {@link #FACES} has indexed. */
    static final String MATCH = "match";

    /** By pipeline. */
    private static final Map<String, List<Sample>> REAL =
            Map.of(
                    FLAKES,
                    Samples.micrographs(),
                    "moderation",
                    Samples.photos(),
                    "detect",
                    Samples.photos(),
                    "leaves",
                    Samples.leaves(),
                    FACES,
                    Samples.faces(),
                    "voice",
                    Samples.speech(),
                    "text",
                    Samples.texts(),
                    "emotion",
                    Samples.capture(),
                    SplatsTools.PIPELINE,
                    Samples.splats());

    /** Of captures, as what each sample is uploaded: its content decides its format. */
    private static final Map<String, String> PARTS =
            Map.of("png", "face.jpg", "wav", "voice.wav", "mp3", "voice.mp3", "txt", "text.txt");

    private static final Map<String, String> MICROGRAPH =
            Map.of("material", "Graphene", "magnification", "20x");

    private static final int WIDTH = 1200;
    private static final int HEIGHT = 800;
    private static final int MOST_FLAKES = 4;
    private static final int MOST_LAYERS = 4;

    private final List<Pipeline> pipelines;

    private ShippedSamples(List<Pipeline> pipelines) {
        this.pipelines = pipelines;
    }

    /**
     * Of flakes and moderation, or of the one of both that is there.
     *
     * @throws UsageError if none is
     */
    static ShippedSamples usual(Pipelines all) {
        List<Pipeline> usual =
                Stream.of(FLAKES, "moderation").map(all::named).flatMap(Optional::stream).toList();
        if (usual.isEmpty()) {
            throw new UsageError(
                    "the demo's samples are for the pipelines flakes and moderation; choose another"
                            + " with --pipeline, or bring your own with --dir");
        }
        return new ShippedSamples(usual);
    }

    /**
     * Of one pipeline.
     *
     * @throws UsageError if none are shipped for it
     */
    static ShippedSamples of(Pipeline pipeline) {
        if (!REAL.containsKey(pipeline.name())) {
            throw new UsageError(
                    "no samples are shipped for %s; bring your own with --dir"
                            .formatted(pipeline.name()));
        }
        return new ShippedSamples(List.of(pipeline));
    }

    /** What is uploaded once the samples of a pipeline are done. */
    static List<Picture> afterwards(Pipeline pipeline, Pipelines all) {
        return pipeline.name().equals(FACES)
                ? all.named(MATCH).stream()
                        .map(
                                match ->
                                        new Picture(
                                                "astronaut.png",
                                                match,
                                                Samples.photo("astronaut.png")::bytes,
                                                Map.of()))
                        .toList()
                : List.of();
    }

    /** How many there are, none generated or repeated. */
    int real() {
        return pipelines.stream().mapToInt(p -> real(p).size()).sum();
    }

    /** As many of each pipeline, in turn, so that all have work all the time. */
    List<Picture> take(int count) {
        List<Picture> pictures = new ArrayList<>();
        for (int i = 0; pictures.size() < count; i++) {
            for (Pipeline pipeline : pipelines) {
                pictures.add(sample(pipeline, i));
            }
        }
        return pictures.subList(0, count);
    }

    private static Picture sample(Pipeline pipeline, int index) {
        List<Sample> real = real(pipeline);
        if (pipeline.inParts()) {
            Sample sample = real.get(index % real.size());
            return new Picture(
                    part(sample, index / real.size()), pipeline, sample::bytes, Map.of());
        }
        if (!pipeline.name().equals(FLAKES)) {
            Sample sample = real.get(index % real.size());
            return new Picture(
                    named(sample, index / real.size()), pipeline, sample::bytes, Map.of());
        }
        if (index < real.size()) {
            Sample sample = real.get(index);
            return new Picture(sample.name(), pipeline, sample::bytes, MICROGRAPH);
        }
        int seed = index - real.size() + 1;
        return new Picture(
                "generated-%03d.jpg".formatted(seed),
                pipeline,
                () -> Micrograph.generate(seed, WIDTH, HEIGHT, layers(seed)).jpeg(),
                MICROGRAPH);
    }

    private static String part(Sample sample, int round) {
        String extension = sample.name().substring(sample.name().lastIndexOf('.') + 1);
        return "session-%d/%s".formatted(round + 1, PARTS.getOrDefault(extension, ""));
    }

    private static List<Sample> real(Pipeline pipeline) {
        return REAL.getOrDefault(pipeline.name(), List.of());
    }

    private static int[] layers(int seed) {
        SplittableRandom random = new SplittableRandom(seed);
        return random.ints(1 + random.nextInt(MOST_FLAKES), 1, MOST_LAYERS + 1).toArray();
    }

    private static String named(Sample sample, int round) {
        int dot = sample.name().lastIndexOf('.');
        return round == 0
                ? sample.name()
                : "%s-%d%s"
                        .formatted(
                                sample.name().substring(0, dot),
                                round + 1,
                                sample.name().substring(dot));
    }
}
