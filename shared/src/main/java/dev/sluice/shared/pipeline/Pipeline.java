package dev.sluice.shared.pipeline;

import dev.sluice.shared.config.Problems;
import dev.sluice.shared.config.Section;
import dev.sluice.shared.job.FailureReason;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What happens to uploads whose key matches a pattern, as {@code pipeline.yaml} says it.
 *
 * @param match which keys are this pipeline's uploads; has {@code {customerID}}
 * @param row the sort key of an upload's row, from the variables of {@code match}
 * @param removed whether uploads that are deleted are jobs, too, for a task that forgets them
 * @param task the name of the worker's task
 * @param lease visibility timeout of its queue
 * @param retention how long rows are kept
 * @param ids what the value of a variable must look like, whole
 * @param release what it answers with, of those that it has
 * @param stages of a pipeline that works in several, or the one of them that this is
 */
public record Pipeline(
        String name,
        KeyPattern match,
        KeyPattern row,
        boolean removed,
        String task,
        Limits limits,
        Duration lease,
        Duration retention,
        Map<String, Pattern> ids,
        Output output,
        Release release,
        Stages stages) {

    /** The name of the model of a pipeline that has one. */
    public static final String MODEL = "model";

    public Pipeline {
        ids = Map.copyOf(ids);
    }

    /** The same pipeline, which answers with this. */
    public Pipeline with(Release other) {
        return new Pipeline(
                name, match, row, removed, task, limits, lease, retention, ids, output, other,
                stages);
    }

    /**
     * What its task runs, by the names that the task knows, in their order; the one of a task that
     * has no other is {@link #MODEL}.
     */
    public Map<String, ModelFile> models() {
        return release.models();
    }

    /** How the task's model wants its input; only the task understands it. */
    public Map<String, @Nullable Object> input() {
        return release.input();
    }

    /** Keys that only the task understands. */
    public Map<String, @Nullable Object> options() {
        return release.options();
    }

    /** Where the model files lie. */
    public Path folder() {
        return release.folder();
    }

    /**
     * @param file relative to the pipeline's folder
     * @param version named in every answer
     * @param batch when calls to the model are grouped
     * @param threads of one run on a CPU, whose other cores meanwhile run other items; 1 serves
     *     most inputs, more answer one sooner
     */
    public record ModelFile(String file, String version, Batch batch, int threads) {
        /** On one thread. */
        public ModelFile(String file, String version, Batch batch) {
            this(file, version, batch, 1);
        }
    }

    /**
     * @param max items in one call, 1 to 1024
     * @param maxDelay longest wait of the oldest item, counted from its enqueue
     * @param alone whether the model runs each item of a call by itself: items may then differ in
     *     shape, and none depends on its neighbours
     */
    public record Batch(int max, Duration maxDelay, boolean alone) {
        /** Of items that the model runs together. */
        public Batch(int max, Duration maxDelay) {
            this(max, maxDelay, false);
        }
    }

    /**
     * @param object largest upload in bytes
     * @param attempts how often the task may run and fail
     * @param timeout longest work on one job, from fetch to settled
     * @param perCustomer jobs of one customer that a worker works on at the same time; empty: all
     *     that it holds
     * @param medium all that {@code limits} says, for the reader of the pipeline's kind of input
     */
    public record Limits(
            long object,
            int attempts,
            Duration timeout,
            Optional<Integer> perCustomer,
            Map<String, @Nullable Object> medium) {
        public Limits {
            medium = Collections.unmodifiableMap(new LinkedHashMap<>(medium));
        }

        /** An upload is held in one array of Java's, which has no more elements. */
        public static final long LARGEST_OBJECT = Integer.MAX_VALUE - 8;

        /**
         * How often the queue hands a message out before it moves it to the dead letters. Workers
         * bound attempts themselves, and receives rise by drains and lost answers, too: this
         * catches only jobs that kill their worker (RULES 10).
         */
        public int receives() {
            return 2 * attempts + 4;
        }

        /** Whether a job that has been received so often may not fail again (RULES 10). */
        public boolean lastAttempt(int received) {
            return received >= attempts;
        }
    }

    /** What has queue and workers: itself, or each stage, named {@code pipeline-stage}. */
    public List<Pipeline> lanes() {
        return stages.lanes(this);
    }

    /**
     * At which stage the work on an upload is to begin, or to go on; nothing if there are none.
     *
     * @param told what its row says, if there is one; the first stage if that is no stage here
     */
    public Optional<String> stageToDo(Optional<String> told) {
        return told.filter(name -> stages.named(name).isPresent())
                .or(() -> stages.all().stream().findFirst().map(Stages.Stage::name));
    }

    /**
     * Whether an upload comes in parts: several files in a folder of their own, each under one of
     * the names that {@code match} ends with, in any order (RULES 4).
     */
    public boolean inParts() {
        return match.endsInNames();
    }

    /** The names of the parts, which are those of their files without extensions. */
    public Set<String> parts() {
        return inParts()
                ? match.alternatives().stream()
                        .map(Pipeline::withoutExtension)
                        .collect(Collectors.toUnmodifiableSet())
                : Set.of();
    }

    /** Which part of its upload a key of this pipeline is; nothing if uploads are whole. */
    public Optional<String> part(String key) {
        return inParts()
                ? Optional.of(
                        withoutExtension(
                                key.substring(key.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT)))
                : Optional.empty();
    }

    private static String withoutExtension(String name) {
        int dot = name.lastIndexOf('.');
        return dot < 0 ? name : name.substring(0, dot);
    }

    /**
     * The variables of a key of this pipeline; nothing if it is none. Of a part the content decides
     * the format, so that another extension will do.
     */
    public Optional<Map<String, String>> variables(String key) {
        Optional<Map<String, String>> exactly = match.match(key);
        return exactly.isPresent() || !inParts() ? exactly : match.matchButExtension(key);
    }

    /** How messages name the file that its release is written in. */
    public String source() {
        return name + "/" + release.source();
    }

    /** The version that an answer names. */
    public String version() {
        return release.version();
    }

    /**
     * The keys of its packs: a folder of its own, so that no other pipeline's pack can be the same
     * object.
     */
    public KeyPattern packs() {
        return new KeyPattern("{customerID}/saved-result/packs/" + name + "/{pack}.jsonl.gz");
    }

    /** Where its results may lie, however they are stored at present. */
    List<KeyPattern> results() {
        return Stream.concat(
                        Stream.of(output.json(), packs()),
                        output.artifacts().stream().map(output::artifact))
                .toList();
    }

    /**
     * The first ID in these variables that breaks its rule, as a sentence; empty if all are good.
     */
    public Optional<String> invalidId(Map<String, String> variables) {
        return new TreeMap<>(variables)
                .entrySet().stream()
                        .filter(
                                variable -> {
                                    Pattern rule = ids.get(variable.getKey());
                                    return rule != null
                                            && !rule.matcher(variable.getValue()).matches();
                                })
                        .findFirst()
                        .map(
                                variable ->
                                        "%s %s must match %s; rename the file and upload it again"
                                                .formatted(
                                                        variable.getKey(),
                                                        FailureReason.quote(variable.getValue()),
                                                        ids.get(variable.getKey())));
    }

    /** The {@code options} to read, each problem under the file's name. */
    public Section options(Problems problems) {
        return new Section(options(), key -> stages.where(source()) + "options." + key, problems);
    }

    /** The {@code input} to read, each problem under the file's name. */
    public Section input(Problems problems) {
        return new Section(input(), key -> source() + ": input." + key, problems);
    }

    /**
     * The {@code limits} to read, each problem under the file's name; those of every kind of input
     * are read already.
     */
    public Section limits(Problems problems) {
        Section section =
                new Section(
                        limits.medium(), key -> stages.where(source()) + "limits." + key, problems);
        section.known("object", "attempts", "timeout", "perCustomer", "jobs");
        return section;
    }

    /**
     * One of its models.
     *
     * @throws IllegalArgumentException if it has none of that name
     */
    public ModelFile model(String called) {
        ModelFile model = models().get(called);
        if (model == null) {
            throw new IllegalArgumentException(
                    "%s has no model %s, but %s".formatted(name, called, models().keySet()));
        }
        return model;
    }

    /** The name of its job queue. */
    public String queue(String prefix) {
        return prefix + "-" + name;
    }

    /** The name of its dead-letter queue. */
    public String deadLetterQueue(String prefix) {
        return queue(prefix) + "-dlq";
    }
}
