package dev.sluice.ops.cli.submit;

import dev.sluice.ops.fleet.UsageError;
import dev.sluice.shared.config.Nearest;
import dev.sluice.shared.pipeline.Pipeline;
import dev.sluice.shared.pipeline.Pipelines;

import java.util.List;
import java.util.Optional;

/** Which pipeline a submission is for. */
final class PipelineChoice {
    private static final String PLAIN_UPLOADS = "{customerID}/uploaded/";

    private final Pipelines pipelines;

    PipelineChoice(Pipelines pipelines) {
        this.pipelines = pipelines;
    }

    /**
     * The named one; else the only one, or the only one for plain uploads.
     *
     * @throws UsageError if there is no such pipeline, or several would do
     */
    Pipeline of(Optional<String> name) {
        List<String> names = pipelines.all().stream().map(Pipeline::name).toList();
        if (name.isPresent()) {
            return pipelines
                    .named(name.get())
                    .orElseThrow(
                            () ->
                                    new UsageError(
                                            "there is no pipeline \"%s\"%s"
                                                    .formatted(
                                                            name.get(),
                                                            Nearest.to(name.get(), names)
                                                                    .map(
                                                                            near ->
                                                                                    "; did you mean"
                                                                                            + " \""
                                                                                            + near
                                                                                            + "\"?")
                                                                    .orElse(
                                                                            "; there are "
                                                                                    + names))));
        }
        List<Pipeline> plain =
                pipelines.all().size() == 1
                        ? pipelines.all()
                        : pipelines.all().stream()
                                .filter(p -> p.match().toString().startsWith(PLAIN_UPLOADS))
                                .toList();
        if (plain.size() != 1) {
            throw new UsageError("say which pipeline with --pipeline; there are " + names);
        }
        return plain.getFirst();
    }
}
