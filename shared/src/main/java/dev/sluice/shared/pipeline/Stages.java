package dev.sluice.shared.pipeline;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The stages of a pipeline whose uploads take minutes or hours: each has a queue, a time-out and
 * workers of its own, and hands its files to the next. A pipeline without has none.
 *
 * @param pipeline whose stages these are
 * @param version named in every answer
 * @param all in their order, each under a name of its own
 * @param current the one that a lane is for; nothing for the pipeline itself
 */
public record Stages(String pipeline, String version, List<Stage> all, Optional<String> current) {
    /**
     * Bytes of disk that one job of a stage may use at one time, unless its {@code limits.disk}
     * says otherwise: photos of a scene, with what is made of them.
     */
    public static final long DISK = 20_000_000_000L;

    /** Those of a pipeline that works on an upload in one go. */
    public static final Stages NONE = new Stages("", "", List.of(), Optional.empty());

    public Stages {
        all = List.copyOf(all);
    }

    /**
     * One stage.
     *
     * @param task the name of the worker's task, one that works on files
     * @param folder where its files lie in the bucket of results
     * @param upload whether it is given the upload, as the first stage always is
     * @param jobs how many a worker works on at the same time
     * @param expected how long it takes, as far as the operator knows, for estimates
     * @param options keys that only the task understands
     */
    public record Stage(
            String name,
            String task,
            KeyPattern folder,
            Pipeline.Limits limits,
            Duration lease,
            boolean upload,
            int jobs,
            Optional<Duration> expected,
            Map<String, @Nullable Object> options) {
        public Stage {
            options = Collections.unmodifiableMap(new LinkedHashMap<>(options));
        }
    }

    /** The stages of a pipeline as lanes; a pipeline without, or a lane, is its own. */
    List<Pipeline> lanes(Pipeline of) {
        return all.isEmpty() || current.isPresent()
                ? List.of(of)
                : all.stream().map(stage -> lane(of, stage)).toList();
    }

    private Pipeline lane(Pipeline of, Stage stage) {
        return new Pipeline(
                of.name() + "-" + stage.name(),
                of.match(),
                of.row(),
                of.removed(),
                stage.task(),
                stage.limits(),
                stage.lease(),
                of.retention(),
                of.ids(),
                of.output(),
                new Release(version, Map.of(), Map.of(), stage.options(), Map.of(), of.folder()),
                new Stages(pipeline, version, all, Optional.of(stage.name())));
    }

    /** The stage that a lane is for. */
    public Optional<Stage> stage() {
        return current.flatMap(this::named);
    }

    public Optional<Stage> named(String name) {
        return all.stream().filter(stage -> stage.name().equals(name)).findFirst();
    }

    /** The stages before this lane's, in their order. */
    public List<Stage> earlier() {
        return all.subList(0, index());
    }

    /** The stages after this lane's, in their order. */
    public List<Stage> later() {
        return all.subList(Math.min(all.size(), index() + 1), all.size());
    }

    private int index() {
        return stage().map(all::indexOf).orElse(0);
    }

    /** Whether a key lies in a folder of these. */
    boolean holds(String key) {
        List<String> parts = List.of(key.split("/", -1));
        return all.stream()
                .map(Stage::folder)
                .anyMatch(
                        folder ->
                                depth(folder) < parts.size()
                                        && folder.match(start(parts, depth(folder))).isPresent());
    }

    /** Whether keys of a shape may lie in a folder. */
    static boolean mayHold(KeyPattern folder, KeyPattern keys) {
        List<String> parts = List.of(keys.toString().split("/", -1));
        return depth(folder) < parts.size()
                && folder.overlaps(new KeyPattern(start(parts, depth(folder))));
    }

    private static int depth(KeyPattern folder) {
        return folder.segments().size();
    }

    private static String start(List<String> parts, int depth) {
        return String.join("/", parts.subList(0, depth));
    }

    /**
     * Before the name of a key.
     *
     * @param source the file that has the keys of a pipeline without stages
     */
    String where(String source) {
        return current.map(stage -> pipeline + "/pipeline.yaml: stages." + stage + ".")
                .orElse(source + ": ");
    }
}
