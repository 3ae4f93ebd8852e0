package dev.sluice.shared.pipeline;

import dev.sluice.shared.config.Section;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Reads {@code stages} of a {@code pipeline.yaml}. A pipeline whose only task is {@link #COMMAND}
 * needs no such key: it has one stage.
 */
final class StagesFile {
    /** The task that runs a program. */
    private static final String COMMAND = "command";

    /** Of a pipeline that does not name its only one. */
    private static final String ONLY = "run";

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9]{0,15}");

    /** Of a stage, unless it says so. */
    private static final Duration TIMEOUT = Duration.ofHours(1);

    /** What S3 holds in one object: 5 TiB. */
    private static final long LARGEST_OBJECT = 5L << 40;

    private static final Duration LONGEST_LEASE = Duration.ofHours(2);

    private final Section yaml;
    private final String pipeline;
    private final Section stages;

    StagesFile(Section yaml, String pipeline) {
        this.yaml = yaml;
        this.pipeline = pipeline;
        this.stages = yaml.section("stages");
    }

    /** Whether the file lists stages. */
    boolean listed() {
        return !stages.isEmpty();
    }

    /** Whether the pipeline works in stages, or in one. */
    boolean present() {
        return listed() || yaml.text("task", "").equals(COMMAND);
    }

    /** The limits of the whole; of a list, stages have their own beside them. */
    Pipeline.Limits limits() {
        Section limits = yaml.section("limits");
        Pipeline.Limits whole = limits(limits, object(limits));
        if (listed()) {
            limits.known("object", "perCustomer");
            for (String key : whole.medium().keySet()) {
                if (!key.equals("object") && !key.equals("perCustomer")) {
                    limits.problem(key, "is a stage's; write it under stages.NAME.limits");
                }
            }
        }
        return whole;
    }

    /** Of the pipeline itself; stages have their own. */
    String task() {
        return listed() ? "" : yaml.text("task");
    }

    Stages read(Pipeline.Limits whole, Duration lease, Optional<Output> output) {
        return present() && output.isPresent() ? read(whole, lease, output.get()) : Stages.NONE;
    }

    private Stages read(Pipeline.Limits whole, Duration lease, Output output) {
        String version = yaml.text("version", "1");
        if (!listed()) {
            Stages.Stage only = stage(ONLY, yaml, whole, lease, output);
            return new Stages(pipeline, version, List.of(only), Optional.empty());
        }
        for (String key : List.of("task", "model", "models", "input", "options", "lease")) {
            if (!yaml.text(key, "").isEmpty() || yaml.isMapping(key)) {
                yaml.problem(key, "stands beside stages; write it under stages.NAME, if it has it");
            }
        }
        if (yaml.flag("removed", false)) {
            yaml.problem("removed", "is not for stages: what they wrote is kept until it expires");
        }
        List<Stages.Stage> all = new ArrayList<>();
        for (String name : stages.raw().keySet()) {
            if (!NAME.matcher(name).matches()) {
                stages.problem(name, "must match " + NAME);
            }
            Section section = stages.section(name);
            all.add(stage(name, section, whole, lease, output));
            section.done();
        }
        return new Stages(pipeline, version, all, Optional.empty());
    }

    private static Stages.Stage stage(
            String name, Section section, Pipeline.Limits whole, Duration lease, Output output) {
        Pipeline.Limits limits = limits(section.section("limits"), whole.object());
        Duration own = section.duration("lease", lease, Duration.ofSeconds(3), LONGEST_LEASE);
        if (limits.timeout().plus(own).compareTo(PipelineFile.LONGEST_HOLD) >= 0) {
            section.problem(
                    "limits.timeout",
                    "and lease together must stay under 11h, for SQS hides a message for 12h at"
                            + " most; let the program write checkpoints and split the stage");
        }
        Section medium = section.section("limits");
        Map<String, @Nullable Object> options = section.section("options").raw();
        return new Stages.Stage(
                name,
                section.text("task", COMMAND),
                PipelineFile.pattern(
                                section,
                                "folder",
                                section.text("folder", output.name() + "/" + name))
                        .orElse(output.name()),
                new Pipeline.Limits(
                        limits.object(),
                        limits.attempts(),
                        limits.timeout(),
                        whole.perCustomer(),
                        limits.medium()),
                own,
                section.flag("upload", false),
                medium.integer("jobs", 1, 1, 1000),
                section.optionalText("expected")
                        .map(
                                ignored ->
                                        section.duration(
                                                "expected",
                                                TIMEOUT,
                                                Duration.ofSeconds(1),
                                                PipelineFile.LONGEST_HOLD)),
                options);
    }

    private static Pipeline.Limits limits(Section limits, long object) {
        return new Pipeline.Limits(
                object,
                limits.integer("attempts", 3, 1, 100),
                limits.duration(
                        "timeout", TIMEOUT, Duration.ofMillis(100), PipelineFile.LONGEST_HOLD),
                limits.optionalText("perCustomer")
                        .map(ignored -> limits.integer("perCustomer", 1, 1, 10_000)),
                limits.raw());
    }

    private static long object(Section limits) {
        long object = limits.bytes("object", 50_000_000);
        if (object > LARGEST_OBJECT) {
            limits.problem("object", "is more than the 5 TiB that S3 holds in one object");
        }
        return object;
    }
}
