package dev.sluice.shared.pipeline;

import dev.sluice.shared.config.Problems;
import dev.sluice.shared.config.Section;
import dev.sluice.shared.config.YamlFile;
import dev.sluice.shared.job.Row;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Reads one {@code pipeline.yaml}. */
final class PipelineFile {
    private static final Pattern ARTIFACT =
            Pattern.compile("[a-z0-9][A-Za-z0-9_-]*([.][a-z0-9]+)+");
    private static final Pattern ATTRIBUTE = Pattern.compile("[a-zA-Z][a-zA-Z0-9]{0,30}");
    static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,30}");

    /** SQS allows 12 hours of visibility in total; an hour is left for waiting (RULES 12). */
    static final Duration LONGEST_HOLD = Duration.ofHours(11);

    private final Path folder;
    private final Section yaml;

    PipelineFile(Path folder, Problems problems) {
        this.folder = folder;
        this.yaml =
                YamlFile.read(
                        folder.resolve("pipeline.yaml"),
                        folder.getFileName() + "/pipeline.yaml",
                        problems);
    }

    /**
     * The pipeline, or nothing if it is too broken to go on with; problems are noted either way.
     */
    Optional<Pipeline> read() {
        String name = yaml.text("name");
        if (!name.isEmpty() && !NAME.matcher(name).matches()) {
            yaml.problem("name", "\"" + name + "\" must match " + NAME);
        }
        Optional<KeyPattern> match = pattern(yaml, "match", yaml.text("match"));
        Optional<KeyPattern> row = pattern(yaml, "row", yaml.text("row", "{imageID}"));
        StagesFile listed = new StagesFile(yaml, name);
        boolean staged = listed.present();
        boolean removed = yaml.flag("removed", false);
        Map<String, Pipeline.ModelFile> models = staged ? Map.of() : ReleaseFile.models(yaml, "1");
        Pipeline.Limits limits = staged ? listed.limits() : limits(yaml.section("limits"));
        Duration lease =
                yaml.duration(
                        "lease",
                        Duration.ofSeconds(60),
                        Duration.ofSeconds(3),
                        Duration.ofHours(2));
        if (!staged && limits.timeout().plus(lease).compareTo(LONGEST_HOLD) >= 0) {
            yaml.problem(
                    "limits.timeout",
                    "and lease together must stay under 11h, for SQS hides a message for 12h at"
                            + " most");
        }
        Duration retention =
                yaml.duration(
                        "retention",
                        Duration.ofDays(365),
                        Duration.ofDays(1),
                        Duration.ofDays(36_500));
        Map<String, Pattern> ids = ids(yaml.section("ids"));
        Optional<Output> output = output(yaml.section("output"), listed.present());
        Stages stages = listed.read(limits, lease, output);
        Map<String, @Nullable Object> input = rawMapping("input");
        Map<String, @Nullable Object> options = rawMapping("options");
        String task = listed.task();
        yaml.done();
        if (match.isEmpty() || row.isEmpty() || output.isEmpty()) {
            return Optional.empty();
        }
        variables(match.get(), "row", row.get());
        parts(match.get(), row.get(), output.get());
        variables(match.get(), "output.name", output.get().name());
        stages.all().forEach(stage -> variables(match.get(), "folder", stage.folder()));
        if (!match.get().variables().contains("customerID")) {
            yaml.problem("match", "must contain {customerID}, the row's partition key");
        }
        for (String id : ids.keySet()) {
            if (!match.get().variables().contains(id)) {
                yaml.problem("ids." + id, "is no variable of match");
            }
        }
        return Optional.of(
                new Pipeline(
                        name,
                        match.get(),
                        row.get(),
                        removed,
                        task,
                        limits,
                        lease,
                        retention,
                        ids,
                        output.get(),
                        staged
                                ? new Release(
                                        stages.version(), models, input, options, Map.of(), folder)
                                : new Release(models, input, options, folder),
                        stages));
    }

    private static Pipeline.Limits limits(Section limits) {
        return new Pipeline.Limits(
                object(limits),
                limits.integer("attempts", 3, 1, 100),
                limits.duration(
                        "timeout", Duration.ofSeconds(30), Duration.ofMillis(100), LONGEST_HOLD),
                limits.optionalText("perCustomer")
                        .map(ignored -> limits.integer("perCustomer", 1, 1, 10_000)),
                limits.raw());
    }

    private static long object(Section limits) {
        long object = limits.bytes("object", 50_000_000);
        if (object > Pipeline.Limits.LARGEST_OBJECT) {
            limits.problem(
                    "object",
                    "%d bytes are more than the %d that an upload may have, for it is read into memory whole"
                            .formatted(object, Pipeline.Limits.LARGEST_OBJECT));
        }
        return object;
    }

    private Optional<Output> output(Section output, boolean staged) {
        Optional<KeyPattern> name =
                pattern(output, "name", output.text("name", "{customerID}/saved-result/{imageID}"));
        String document = document(output);
        List<String> artifacts = artifacts(output, document);
        List<String> attributes = attributes(output, staged);
        Output.Results results =
                output.choice("results", Output.Results.class, Output.Results.OBJECT);
        Output.Rows rows = output.choice("rows", Output.Rows.class, Output.Rows.ALL);
        if (results == Output.Results.OBJECT && !output.section("pack").all().isEmpty()) {
            output.problem("pack", "needs results: packed");
        }
        Output.Documents documents =
                new Output.Documents(document, results, pack(output.section("pack")));
        output.done();
        return name.map(pattern -> new Output(pattern, artifacts, attributes, rows, documents));
    }

    private static List<String> attributes(Section output, boolean staged) {
        List<String> attributes = output.texts("attributes");
        for (String attribute : attributes) {
            boolean taken =
                    Row.ATTRIBUTES.contains(attribute)
                            && (staged || !Row.OF_STAGES.contains(attribute));
            if (taken || !ATTRIBUTE.matcher(attribute).matches()) {
                output.problem(
                        "attributes",
                        "\"%s\" must be a name such as materialType, and none that every row has"
                                .formatted(attribute));
            }
        }
        return attributes;
    }

    private static String document(Section output) {
        String document = output.text("document", Output.Documents.ENDING);
        if (!ARTIFACT.matcher(document).matches() || !document.endsWith(".json")) {
            output.problem(
                    "document",
                    "\"%s\" must be the ending of a key such as result.json".formatted(document));
        }
        return document;
    }

    /** {@code picture: true} is short for the two artifacts of a task that draws. */
    private static List<String> artifacts(Section output, String document) {
        List<String> artifacts = output.texts("artifacts");
        for (String artifact : artifacts) {
            if (!ARTIFACT.matcher(artifact).matches() || artifact.equals(document)) {
                output.problem(
                        "artifacts",
                        "\"%s\" must be the ending of a key such as result.jpg, and not %s"
                                .formatted(artifact, document));
            }
        }
        return output.flag("picture", false) && artifacts.isEmpty()
                ? List.of("result.jpg", "thumbnail.jpg")
                : artifacts;
    }

    private static Output.Pack pack(Section pack) {
        Output.Pack limits =
                new Output.Pack(
                        pack.integer("lines", 50, 1, 10_000),
                        pack.bytes("bytes", 1_000_000),
                        pack.duration(
                                "maxDelay",
                                Duration.ofSeconds(1),
                                Duration.ZERO,
                                Duration.ofSeconds(10)));
        pack.done();
        return limits;
    }

    private Map<String, Pattern> ids(Section section) {
        Map<String, Pattern> ids = new LinkedHashMap<>();
        section.all()
                .forEach(
                        (variable, regex) -> {
                            try {
                                ids.put(variable, Pattern.compile(regex));
                            } catch (PatternSyntaxException e) {
                                section.problem(
                                        variable, "is not a regular expression: " + e.getMessage());
                            }
                        });
        return ids;
    }

    private Map<String, @Nullable Object> rawMapping(String key) {
        return yaml.section(key).raw();
    }

    /** All parts of an upload have one row and one document, of which any number of writes come. */
    private void parts(KeyPattern match, KeyPattern row, Output output) {
        if (!match.endsInNames()) {
            return;
        }
        if (row.variables().contains(KeyPattern.ALTERNATIVE)
                || output.name().variables().contains(KeyPattern.ALTERNATIVE)) {
            yaml.problem(
                    "row",
                    "and output.name must not name one file, for match lists files that are parts"
                            + " of one upload");
        }
        if (output.rows() != Output.Rows.ALL
                || output.documents().results() != Output.Results.OBJECT) {
            yaml.problem(
                    "output",
                    "must have rows: all and results: object, for match lists files that are parts"
                            + " of one upload");
        }
    }

    private void variables(KeyPattern match, String key, KeyPattern user) {
        for (String variable : user.variables()) {
            if (!match.variables().contains(variable)) {
                yaml.problem(key, "uses {%s}, which match does not have".formatted(variable));
            }
        }
    }

    static Optional<KeyPattern> pattern(Section section, String key, String source) {
        try {
            return source.isEmpty() ? Optional.empty() : Optional.of(new KeyPattern(source));
        } catch (IllegalArgumentException e) {
            section.problem(key, String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }
}
