package dev.sluice.shared.pipeline;

import dev.sluice.shared.config.Problems;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Refuses pipelines that could answer the same upload, write the same row or the same result. */
final class Collisions {
    private static final Pattern CHARACTER_CLASS =
            Pattern.compile("(\\[[^\\[\\]]+])([*+]|\\{[0-9,]+})");

    private final List<Pipeline> pipelines;
    private final Problems problems;

    Collisions(List<Pipeline> pipelines, Problems problems) {
        this.pipelines = pipelines;
        this.problems = problems;
    }

    void check() {
        for (int i = 0; i < pipelines.size(); i++) {
            for (int j = 0; j < pipelines.size(); j++) {
                check(pipelines.get(i), pipelines.get(j), i < j);
            }
        }
    }

    private void check(Pipeline a, Pipeline b, boolean once) {
        for (KeyPattern output : outputs(a)) {
            if (output.overlaps(b.match())) {
                problems.add(
                        a.name() + "/pipeline.yaml: output.name",
                        "its result %s would start pipeline %s (%s) again; choose another folder"
                                .formatted(output, b.name(), b.match()));
            }
        }
        for (Stages.Stage stage : a.stages().all()) {
            if (Stages.mayHold(stage.folder(), b.match())) {
                problems.add(
                        a.name() + "/pipeline.yaml: stages." + stage.name() + ".folder",
                        "its files under %s could start pipeline %s (%s); choose another folder"
                                .formatted(stage.folder(), b.name(), b.match()));
            }
        }
        if (!once) {
            return;
        }
        String both = a.name() + " and " + b.name();
        stages(a, b, both);
        if (a.name().equals(b.name())) {
            problems.add(both, "two folders hold a pipeline of this name");
        }
        if (a.match().overlaps(b.match())) {
            problems.add(
                    both,
                    "a key could match both %s and %s; they must differ in a folder or in a literal part of the file name"
                            .formatted(a.match(), b.match()));
        }
        if (a.row().overlaps(b.row()) && !apartByIds(a, b)) {
            problems.add(
                    both,
                    "rows %s and %s could be the same; give one a prefix that no ID can contain, such as \"%s#{imageID}\""
                            .formatted(a.row(), b.row(), b.name()));
        }
        for (KeyPattern mine : outputs(a)) {
            for (KeyPattern theirs : outputs(b)) {
                if (mine.overlaps(theirs)) {
                    problems.add(
                            both,
                            "results %s and %s could be the same object".formatted(mine, theirs));
                }
            }
        }
    }

    /** Queues are named by lanes, and files of two stages must not mix. */
    private void stages(Pipeline a, Pipeline b, String both) {
        List<String> mine = a.lanes().stream().map(Pipeline::name).toList();
        b.lanes().stream()
                .map(Pipeline::name)
                .filter(name -> mine.contains(name) && !a.name().equals(b.name()))
                .forEach(name -> problems.add(both, "both have a queue \"" + name + "\""));
        for (Stages.Stage one : a.stages().all()) {
            for (Stages.Stage other : b.stages().all()) {
                if (one.folder().overlaps(other.folder())
                        || Stages.mayHold(one.folder(), other.folder())
                        || Stages.mayHold(other.folder(), one.folder())) {
                    problems.add(
                            both,
                            "the folders of the stages %s (%s) and %s (%s) could mix"
                                    .formatted(
                                            one.name(),
                                            one.folder(),
                                            other.name(),
                                            other.folder()));
                }
            }
        }
    }

    private static List<KeyPattern> outputs(Pipeline pipeline) {
        Output output = pipeline.output();
        KeyPattern documents =
                switch (output.documents().results()) {
                    case OBJECT -> output.json();
                    case PACKED -> pipeline.packs();
                };
        List<KeyPattern> all = new ArrayList<>(List.of(documents));
        output.artifacts().forEach(artifact -> all.add(output.artifact(artifact)));
        return all;
    }

    /**
     * Whether the rule of an ID keeps two row patterns apart although their shapes overlap: one's
     * literal start has a character that the other's ID can never contain. Decided for rules of the
     * form {@code [class]{n,m}} only; any other form counts as not apart, so the answer errs
     * towards refusing.
     */
    private static boolean apartByIds(Pipeline a, Pipeline b) {
        return startsOutsideOf(a, b) || startsOutsideOf(b, a);
    }

    private static boolean startsOutsideOf(Pipeline tagged, Pipeline plain) {
        String tag = literalStart(tagged.row());
        String start = literalStart(plain.row());
        if (!tag.startsWith(start) || plain.row().variables().isEmpty()) {
            return false;
        }
        Pattern rule = plain.ids().get(plain.row().variables().getFirst());
        Matcher form = CHARACTER_CLASS.matcher(rule == null ? "" : rule.pattern());
        return form.matches()
                && tag.substring(start.length())
                        .chars()
                        .anyMatch(c -> !Pattern.matches(form.group(1), Character.toString(c)));
    }

    private static String literalStart(KeyPattern pattern) {
        String source = pattern.toString();
        int brace = source.indexOf('{');
        return brace < 0 ? source : source.substring(0, brace);
    }
}
