package dev.sluice.ops.fleet;

import dev.sluice.shared.pipeline.KeyPattern;
import dev.sluice.shared.pipeline.Pipeline;
import dev.sluice.shared.vector.CollectionKey;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Names the uploads of one command, so that none reaches another's row. */
public final class Naming {
    /**
     * Variables of keys that are the customer's, or come from a file's name in a way of their own.
     */
    private static final Set<String> COMMON =
            Set.of(
                    "customerID",
                    "imageID",
                    "imageKey",
                    CollectionKey.VARIABLE,
                    KeyPattern.ALTERNATIVE);

    private final String customer;
    private final Map<String, String> more;
    private final Set<String> rows = new HashSet<>();

    public Naming(String customer) {
        this(customer, Map.of());
    }

    /**
     * @param more variables of keys that no file's name tells, such as {@code collectionID}
     */
    public Naming(String customer, Map<String, String> more) {
        this.customer = customer;
        this.more = Map.copyOf(more);
    }

    /**
     * Names the next upload.
     *
     * @param file as the user named it; told from others of the same name by its folders
     * @throws UsageError if the pipeline does not take such a file or customer
     */
    public Submission next(String file, Pipeline pipeline) {
        String fileName = file.substring(file.lastIndexOf('/') + 1);
        SubmitName name = SubmitName.of(fileName);
        checkCustomer(pipeline);
        if (!takes(pipeline, name)) {
            throw new UsageError(
                    "%s: pipeline %s takes %s"
                            .formatted(
                                    file,
                                    pipeline.name(),
                                    String.join(
                                            ", ", endings(pipeline).stream().sorted().toList())));
        }
        if (pipeline.inParts()) {
            return part(file, fileName, pipeline);
        }
        Submission submission =
                submission(
                        file,
                        pipeline,
                        of(pipeline, name, name.imageID(id -> good(pipeline, name, id))));
        if (!rows.add(submission.rowID())) {
            // Same name in another folder, or with another extension.
            submission = submission(file, pipeline, of(pipeline, name, name.hashed(file)));
            rows.add(submission.rowID());
        }
        return submission;
    }

    /** Whether the pipeline takes files with this ending. */
    public static boolean takes(Pipeline pipeline, SubmitName name) {
        Set<String> extensions = endings(pipeline);
        return extensions.isEmpty()
                || extensions.contains(
                        pipeline.inParts()
                                ? (name.base() + "." + name.extension()).toLowerCase(Locale.ROOT)
                                : name.extension());
    }

    /** Without alternatives the one ending that all keys have, if they have one. */
    private static Set<String> endings(Pipeline pipeline) {
        Set<String> alternatives = pipeline.match().alternatives();
        return alternatives.isEmpty() ? pipeline.match().extensions() : alternatives;
    }

    /** The folder that a part lies in is the upload. */
    private Submission part(String file, String fileName, Pipeline pipeline) {
        Path folder = Path.of(file).toAbsolutePath().normalize().getParent();
        Path named = folder == null ? null : folder.getFileName();
        if (named == null) {
            throw new UsageError(
                    "%s: put it into a folder, whose name is then that of the upload it is a part of"
                            .formatted(file));
        }
        SubmitName name = new SubmitName(named.toString(), "");
        String variable = idVariable(pipeline);
        return submission(
                file,
                pipeline,
                Map.of(
                        variable,
                        name.imageID(id -> good(pipeline, variable, id)),
                        KeyPattern.ALTERNATIVE,
                        fileName.toLowerCase(Locale.ROOT)));
    }

    /** What tells uploads of a customer apart. */
    private static String idVariable(Pipeline pipeline) {
        return pipeline.match().variables().stream()
                .filter(name -> !name.equals("customerID") && !name.equals(KeyPattern.ALTERNATIVE))
                .findFirst()
                .orElse("imageID");
    }

    /** What a file's name tells of its key. */
    private static Map<String, String> of(Pipeline pipeline, SubmitName name, String imageID) {
        Map<String, String> known = new HashMap<>();
        known.put("imageID", imageID);
        known.put("imageKey", imageKey(imageID, name));
        known.put(KeyPattern.ALTERNATIVE, name.extension());
        own(pipeline).ifPresent(variable -> known.put(variable, imageID));
        return known;
    }

    /** What a pipeline calls its uploads, where it calls them something else: {@code jobID}. */
    private static Optional<String> own(Pipeline pipeline) {
        List<String> ids =
                pipeline.match().variables().stream().filter(id -> !COMMON.contains(id)).toList();
        return ids.size() == 1 ? Optional.of(ids.getFirst()) : Optional.empty();
    }

    private Submission submission(String file, Pipeline pipeline, Map<String, String> own) {
        Map<String, String> variables = new HashMap<>(more);
        variables.put("customerID", customer);
        variables.putAll(own);
        Optional<String> wrong = pipeline.invalidId(variables);
        if (wrong.isPresent()) {
            throw new UsageError(file + ": " + wrong.get());
        }
        Submission submission = new Submission(file, pipeline, variables);
        try {
            submission.key();
            return submission;
        } catch (IllegalArgumentException e) {
            throw new UsageError(
                    "pipeline %s cannot be submitted to from a file's name: %s"
                            .formatted(pipeline.name(), e.getMessage()));
        }
    }

    /** The last part of keys that have no extension of their own. */
    private static String imageKey(String imageID, SubmitName name) {
        return name.extension().isEmpty() ? imageID : imageID + "." + name.extension();
    }

    private void checkCustomer(Pipeline pipeline) {
        if (!good(pipeline, "customerID", customer)) {
            throw new UsageError(
                    "customer \"%s\" must match %s"
                            .formatted(customer, pipeline.ids().get("customerID")));
        }
    }

    private static boolean good(Pipeline pipeline, SubmitName name, String imageID) {
        return good(pipeline, "imageID", imageID)
                && good(pipeline, "imageKey", imageKey(imageID, name))
                && own(pipeline).map(id -> good(pipeline, id, imageID)).orElse(true);
    }

    private static boolean good(Pipeline pipeline, String variable, String value) {
        return !value.isEmpty()
                && value.indexOf('/') < 0
                && pipeline.invalidId(Map.of(variable, value)).isEmpty();
    }
}
