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
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * What happens to uploads whose key matches a pattern, as {@code pipeline.yaml} says it.
 *
 * @param match which keys are this pipeline's uploads; has {@code {customerID}}
 * @param row the sort key of an upload's row, from the variables of {@code match}
 * @param task the name of the worker's task
 * @param lease visibility timeout of its queue
 * @param retention how long rows are kept
 * @param ids what the value of a variable must look like, whole
 * @param input how the task's model wants its input; only the task understands it
 * @param options keys that only the task understands
 * @param folder where {@code pipeline.yaml} and the model files lie
 */
public record Pipeline(
        String name,
        KeyPattern match,
        KeyPattern row,
        String task,
        ModelFile model,
        Limits limits,
        Duration lease,
        Duration retention,
        Map<String, Pattern> ids,
        Output output,
        Map<String, @Nullable Object> input,
        Map<String, @Nullable Object> options,
        Path folder) {

    public Pipeline {
        ids = Map.copyOf(ids);
        input = Collections.unmodifiableMap(new LinkedHashMap<>(input));
        options = Collections.unmodifiableMap(new LinkedHashMap<>(options));
    }

    /**
     * @param file relative to the pipeline's folder
     * @param version pinned into every job at dispatch
     * @param batch when calls to the model are grouped
     */
    public record ModelFile(String file, String version, Batch batch) {}

    /**
     * @param max items in one call, 1 to 1024
     * @param maxDelay longest wait of the oldest item, counted from its enqueue
     */
    public record Batch(int max, Duration maxDelay) {}

    /**
     * @param object largest upload in bytes
     * @param pixels largest picture, width × height
     * @param bytesPerPixel working set of a job divided by its pixels (RULES 17)
     * @param attempts how often the task may run and fail
     * @param timeout longest work on one job, from fetch to settled
     */
    public record Limits(
            long object, long pixels, int bytesPerPixel, int attempts, Duration timeout) {
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

    /** When an upload's row is written. */
    public enum Rows {
        /** At dispatch and at the end: customers see what waits. */
        ALL,
        /** At the end only, which saves a write; customers see nothing before. */
        COMPLETED_ONLY
    }

    /** How result documents are stored; pictures are always objects of their own. */
    public enum Results {
        /** Each as an object, {@link Output#json}. */
        OBJECT,
        /** Many as the lines of one object, which saves most of the PUTs (RULES 19). */
        PACKED
    }

    /**
     * When a pack is written at the latest; it goes earlier when nothing more is on its way.
     *
     * @param lines documents in one pack, 1 to 10000
     * @param bytes of its compressed lines; the line that reaches them is the last
     * @param maxDelay longest wait of the first line, 0 to 10 s
     */
    public record Pack(int lines, long bytes, Duration maxDelay) {}

    /**
     * Names of the results.
     *
     * @param name the result keys without their endings
     * @param picture whether an annotated picture and a thumbnail are written
     * @param rows when rows are written
     * @param results how documents are stored
     * @param pack limits of a pack; without meaning for {@link Results#OBJECT}
     */
    public record Output(KeyPattern name, boolean picture, Rows rows, Results results, Pack pack) {
        public KeyPattern json() {
            return name.plus("_result.json");
        }

        public KeyPattern annotated() {
            return name.plus("_result.jpg");
        }

        public KeyPattern thumbnail() {
            return name.plus("_thumbnail.jpg");
        }
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
        return List.of(output.json(), output.annotated(), output.thumbnail(), packs());
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
        return new Section(options, key -> name + "/pipeline.yaml: options." + key, problems);
    }

    /** The {@code input} to read, each problem under the file's name. */
    public Section input(Problems problems) {
        return new Section(input, key -> name + "/pipeline.yaml: input." + key, problems);
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
