package dev.sluice.ops.deploy.config;

import dev.sluice.shared.config.Nearest;
import dev.sluice.shared.config.Problems;
import dev.sluice.shared.config.Section;
import dev.sluice.shared.notify.NoticeSettings;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads who is told how jobs end. */
final class NotifyFile {
    private static final String TOPIC = "resultTopic";
    private static final String SECTION = "notify";

    private final Section top;
    private final String fleet;
    private final Problems problems;

    NotifyFile(Section top, String fleet, Problems problems) {
        this.top = top;
        this.fleet = fleet;
        this.problems = problems;
    }

    /**
     * @param served all pipelines; empty: not known
     */
    Notify read(List<String> served) {
        Map<String, @Nullable Object> written = top.section(SECTION).raw();
        Notify asked = new Notify(top.flag(TOPIC, false), false, written);
        boolean secret = asked.all("secret").contains(Notify.GENERATED);
        Map<String, @Nullable Object> section = new LinkedHashMap<>();
        written.forEach((pipeline, targets) -> section.put(pipeline, named(targets)));
        for (String pipeline : written.keySet()) {
            if (!served.isEmpty() && !served.contains(pipeline) && !pipeline.equals("default")) {
                top.problem(
                        SECTION + "." + pipeline,
                        Nearest.to(pipeline, served)
                                .map(near -> "is no pipeline; did you mean \"" + near + "\"?")
                                .orElse("is no pipeline; there are " + served));
            }
        }
        NoticeSettings.read(new Section(section, key -> "fleet.yaml: notify." + key, problems));
        return new Notify(asked.topic(), secret, section);
    }

    /** With the generated secret's name in place of the word. */
    private @Nullable Object named(@Nullable Object value) {
        return switch (value) {
            case Map<?, ?> map -> {
                Map<String, @Nullable Object> copy = new LinkedHashMap<>();
                map.forEach((key, inner) -> copy.put(String.valueOf(key), named(inner)));
                yield copy;
            }
            case List<?> list -> {
                List<@Nullable Object> copy = new ArrayList<>();
                list.forEach(each -> copy.add(named(each)));
                yield copy;
            }
            case String text when text.equals(Notify.GENERATED) ->
                    "secretsmanager:" + fleet + "/webhook";
            case null -> null;
            default -> value;
        };
    }
}
