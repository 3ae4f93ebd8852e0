package dev.sluice.ops.models.folder;

import dev.sluice.ops.models.infer.Draft;
import dev.sluice.ops.models.infer.Ground;
import dev.sluice.ops.models.infer.Inferred;

/** The page about a new pipeline: each value, and how it is known. */
final class ReadMe {
    private ReadMe() {}

    static String of(Draft draft, String about) {
        StringBuilder page = new StringBuilder();
        page.append("# ").append(draft.text("name")).append("\n\n");
        page.append(about).append("\n\n");
        page.append("| in pipeline.yaml | value | how it is known |\n|---|---|---|\n");
        for (Inferred is : draft.all()) {
            page.append(
                    "| `%s` | `%s` | %s%s |\n"
                            .formatted(
                                    is.key(),
                                    cell(PipelineYaml.flow(is.value())),
                                    is.ground() == Ground.ASSUMED ? "**assumed:** " : "",
                                    cell(is.why())));
        }
        page.append(
                """

                What is assumed may be wrong: the graph does not tell it. Compare the answers to pictures
                that you know, and change the line in `pipeline.yaml` that is named here.

                - Check it and measure its speed: `ops/sluice pipeline check DIR`
                - Fit it to this machine: `ops/sluice pipeline tune DIR`

                To be written by you: where the model is from, its licence, what it is good for, and what
                it is not.
                """);
        return page.toString();
    }

    private static String cell(String text) {
        return text.replace("|", "\\|");
    }
}
