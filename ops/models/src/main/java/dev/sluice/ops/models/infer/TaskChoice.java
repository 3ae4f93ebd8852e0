package dev.sluice.ops.models.infer;

import java.util.Locale;

/** Which task a model is for. */
final class TaskChoice {
    private TaskChoice() {}

    /**
     * @throws NotServable if there is none
     */
    static void tell(Evidence evidence, Draft draft) throws NotServable {
        String noted =
                evidence.graph()
                        .origin()
                        .metadata()
                        .getOrDefault("task", "")
                        .toLowerCase(Locale.ROOT);
        if (evidence.exporter() == Exporter.ULTRALYTICS
                && !noted.isEmpty()
                && !noted.equals("classify")) {
            throw new NotServable(
                    "The model's metadata say that it is for the task \"%s\", which is not served yet; classify is."
                            .formatted(noted));
        }
        draft.say("task", "classify", Ground.READ, "it answers a score for each class");
        new Outputs(evidence.graph()).tell(draft);
    }
}
