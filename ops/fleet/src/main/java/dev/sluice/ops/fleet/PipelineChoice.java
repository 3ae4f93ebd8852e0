package dev.sluice.ops.fleet;

import dev.sluice.shared.config.Nearest;
import dev.sluice.shared.pipeline.Pipeline;
import dev.sluice.shared.pipeline.Pipelines;

import java.util.List;

/** Which pipeline a user means. */
public final class PipelineChoice {
    private static final String PLAIN_UPLOADS = "{customerID}/uploaded/";

    private final Pipelines pipelines;

    public PipelineChoice(Pipelines pipelines) {
        this.pipelines = pipelines;
    }

    /**
     * The one of this name.
     *
     * @throws UsageError if there is none; it names those that there are
     */
    public Pipeline named(String name) {
        return pipelines
                .named(name)
                .orElseThrow(
                        () ->
                                new UsageError(
                                        "there is no pipeline \"%s\"; %sthere are %s"
                                                .formatted(
                                                        name,
                                                        Nearest.to(name, names())
                                                                .map(PipelineChoice::meant)
                                                                .orElse(""),
                                                        String.join(", ", names()))));
    }

    private static String meant(String near) {
        return "did you mean \"%s\"? ".formatted(near);
    }

    /**
     * The only one, or the only one for plain uploads.
     *
     * @throws UsageError if several would do
     */
    public Pipeline usual() {
        List<Pipeline> plain =
                pipelines.all().size() == 1
                        ? pipelines.all()
                        : pipelines.all().stream()
                                .filter(p -> p.match().toString().startsWith(PLAIN_UPLOADS))
                                .filter(p -> !p.inParts()) // which a file alone does not tell
                                .filter(p -> p.stages().all().isEmpty()) // nor for hours
                                .toList();
        if (plain.size() != 1) {
            throw new UsageError(
                    "say which pipeline with --pipeline; there are " + String.join(", ", names()));
        }
        return plain.getFirst();
    }

    private List<String> names() {
        return pipelines.all().stream().map(Pipeline::name).toList();
    }
}
