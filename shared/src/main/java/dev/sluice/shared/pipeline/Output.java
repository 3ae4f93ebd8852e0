package dev.sluice.shared.pipeline;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What an upload becomes: its results and its row.
 *
 * @param name the result keys without their endings
 * @param artifacts what the task may make beside the document, by the endings of their keys, {@code
 *     result.jpg} for example
 * @param attributes what the task may say in the row beside headline and metadata, by name
 * @param rows when rows are written
 * @param documents how documents are stored
 */
public record Output(
        KeyPattern name,
        List<String> artifacts,
        List<String> attributes,
        Rows rows,
        Documents documents) {
    /** The artifact whose key customers find in the row, as {@link #THUMBNAIL_KEY}. */
    public static final String THUMBNAIL = "thumbnail.jpg";

    public static final String THUMBNAIL_KEY = "thumbnailKey";

    public Output {
        artifacts = List.copyOf(artifacts);
        attributes = List.copyOf(attributes);
    }

    /** The key of the result document. */
    public KeyPattern json() {
        return artifact(documents.ending());
    }

    /** The key of an artifact. */
    public KeyPattern artifact(String ending) {
        return name.plus("_" + ending);
    }

    /**
     * The row's attributes that are the pipeline's own: those that it declares, and {@code
     * thumbnailKey} if there is a thumbnail. A newer upload's row starts without them.
     */
    public Set<String> rowAttributes() {
        Set<String> names = new TreeSet<>(attributes);
        if (artifacts.contains(THUMBNAIL)) {
            names.add(THUMBNAIL_KEY);
        }
        return names;
    }

    /** When an upload's row is written. */
    public enum Rows {
        /** At dispatch and at the end: customers see what waits. */
        ALL,
        /** At the end only, which saves a write; customers see nothing before. */
        COMPLETED_ONLY
    }

    /** How result documents are stored; artifacts are always objects of their own. */
    public enum Results {
        /** Each as an object, {@link #json}. */
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
     * How result documents are stored.
     *
     * @param ending of their keys, such as {@link #ENDING}
     * @param pack limits of a pack; without meaning for {@link Results#OBJECT}
     */
    public record Documents(String ending, Results results, Pack pack) {
        /** What most pipelines' documents are called. */
        public static final String ENDING = "result.json";

        public Documents(Results results, Pack pack) {
            this(ENDING, results, pack);
        }
    }
}
