package dev.sluice.ops.models.infer;

import java.util.Locale;
import java.util.Set;

/** Which task a model is for. */
final class TaskChoice {
    private static final String DETECT = "detect";
    private static final Set<String> SERVED = Set.of("classify", DETECT);

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
        boolean ultralytics = evidence.exporter() == Exporter.ULTRALYTICS && !noted.isEmpty();
        if (ultralytics && !SERVED.contains(noted)) {
            throw new NotServable(
                    "The model's metadata say that it is for the task \"%s\", which is not served yet; classify and detect are."
                            .formatted(noted));
        }
        String given = draft.text("task");
        boolean boxes =
                ultralytics
                        ? noted.equals(DETECT)
                        : evidence.graph().outputs().stream().anyMatch(Detectors::isBoxes);
        if (given.isEmpty() ? boxes : given.equals(DETECT)) {
            new Detectors(evidence, draft.labels().size()).tell(draft);
        } else {
            draft.say("task", "classify", Ground.READ, "it answers a score for each class");
            new Outputs(evidence.graph()).tell(draft);
        }
    }
}
