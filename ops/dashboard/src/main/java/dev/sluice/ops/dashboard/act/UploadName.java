package dev.sluice.ops.dashboard.act;

import dev.sluice.ops.fleet.Naming;
import dev.sluice.ops.fleet.Submission;
import dev.sluice.ops.fleet.SubmitName;
import dev.sluice.ops.fleet.UsageError;
import dev.sluice.shared.pipeline.KeyPattern;
import dev.sluice.shared.pipeline.Pipeline;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Where a file from a browser goes: by its name, and by IDs that whoever sends it chooses. */
public final class UploadName {
    private static final String CUSTOMER = "customerID";
    private static final String IMAGE = "imageID";

    /** A file keeps its name where a key has room for it. */
    private static final String FILE = "imageKey";

    private static final Set<String> KNOWN = Set.of(CUSTOMER, IMAGE, FILE, KeyPattern.ALTERNATIVE);

    private UploadName() {}

    /** The IDs that a pipeline's keys have beside customer and file. */
    public static List<String> asked(Pipeline pipeline) {
        return pipeline.match().variables().stream().filter(name -> !KNOWN.contains(name)).toList();
    }

    /**
     * @param ids those that the pipeline asks for
     * @throws UsageError if the pipeline takes no such file, customer or ID
     */
    static Submission of(String customer, String file, Pipeline pipeline, Map<String, String> ids) {
        List<String> wanted = pipeline.match().variables();
        if (wanted.contains(IMAGE)) {
            return new Naming(customer).next(file, pipeline);
        }
        Map<String, String> variables = new HashMap<>();
        variables.put(CUSTOMER, customer);
        variables.put(FILE, file);
        for (String name : asked(pipeline)) {
            variables.put(name, given(name, ids));
        }
        if (wanted.contains(KeyPattern.ALTERNATIVE)) {
            variables.put(KeyPattern.ALTERNATIVE, alternative(file, pipeline));
        }
        variables.keySet().retainAll(wanted);
        Optional<String> wrong =
                variables.values().stream()
                        .filter(value -> value.isEmpty() || value.indexOf('/') >= 0)
                        .findFirst()
                        .map("\"%s\" is empty or has a slash; choose another name"::formatted)
                        .or(() -> pipeline.invalidId(variables));
        if (wrong.isPresent()) {
            throw new UsageError(file + ": " + wrong.get());
        }
        return new Submission(file, pipeline, variables);
    }

    private static String given(String name, Map<String, String> ids) {
        String value = ids.getOrDefault(name, "").strip();
        if (value.isEmpty()) {
            throw new UsageError("Say which " + name + ".");
        }
        return value;
    }

    /** An extension, or a whole file name where a capture's parts have fixed ones. */
    private static String alternative(String file, Pipeline pipeline) {
        String name = file.toLowerCase(Locale.ROOT);
        String extension = SubmitName.of(file).extension();
        Set<String> all = pipeline.match().alternatives();
        if (all.contains(name)) {
            return name;
        }
        return all.stream()
                .filter(each -> each.equals(extension) || each.endsWith("." + extension))
                .filter(each -> !extension.isEmpty())
                .sorted()
                .findFirst()
                .orElseThrow(
                        () ->
                                new UsageError(
                                        "%s: pipeline %s takes %s"
                                                .formatted(
                                                        file,
                                                        pipeline.name(),
                                                        String.join(
                                                                ", ",
                                                                all.stream().sorted().toList()))));
    }
}
