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

/** The demo's own pictures: real micrographs and photos, then generated and repeated ones. */
final class ShippedPictures {
    private static final int WIDTH = 1200;
    private static final int HEIGHT = 800;
    private static final int MOST_FLAKES = 4;
    private static final int MOST_LAYERS = 4;

    private final Optional<Pipeline> flakes;
    private final Optional<Pipeline> moderation;

    /**
     * @throws UsageError if none of the pipelines that our pictures are for is there
     */
    ShippedPictures(Pipelines pipelines) {
        this.flakes = pipelines.named("flakes");
        this.moderation = pipelines.named("moderation");
        if (flakes.isEmpty() && moderation.isEmpty()) {
            throw new UsageError(
                    "the demo's pictures are for the pipelines flakes and moderation; bring your"
                            + " own with --dir");
        }
    }

    /** As many of each pipeline, in turn, so that both have work all the time. */
    List<Picture> take(int count) {
        List<Picture> pictures = new ArrayList<>();
        int micrographs = 0;
        int photos = 0;
        while (pictures.size() < count) {
            if (flakes.isPresent()) {
                pictures.add(micrograph(flakes.get(), micrographs++));
            }
            if (moderation.isPresent()) {
                pictures.add(photo(moderation.get(), photos++));
            }
        }
        return pictures.subList(0, count);
    }

    private static Picture micrograph(Pipeline pipeline, int index) {
        List<Sample> real = Samples.micrographs();
        Map<String, String> metadata = Map.of("material", "Graphene", "magnification", "20x");
        if (index < real.size()) {
            Sample sample = real.get(index);
            return new Picture(sample.name(), pipeline, sample::bytes, metadata);
        }
        int seed = index - real.size() + 1;
        return new Picture(
                "generated-%03d.jpg".formatted(seed),
                pipeline,
                () -> Micrograph.generate(seed, WIDTH, HEIGHT, layers(seed)).jpeg(),
                metadata);
    }

    private static int[] layers(int seed) {
        SplittableRandom random = new SplittableRandom(seed);
        return random.ints(1 + random.nextInt(MOST_FLAKES), 1, MOST_LAYERS + 1).toArray();
    }

    private static Picture photo(Pipeline pipeline, int index) {
        List<Sample> photos = Samples.photos();
        Sample sample = photos.get(index % photos.size());
        int round = index / photos.size();
        int dot = sample.name().lastIndexOf('.');
        String file =
                round == 0
                        ? sample.name()
                        : "%s-%d%s"
                                .formatted(
                                        sample.name().substring(0, dot),
                                        round + 1,
                                        sample.name().substring(dot));
        return new Picture(file, pipeline, sample::bytes, Map.of());
    }
}
