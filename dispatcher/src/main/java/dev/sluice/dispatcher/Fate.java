package dev.sluice.dispatcher;

import dev.sluice.shared.job.FailureReason;
import dev.sluice.shared.job.Job;

import java.util.Locale;
import java.util.Optional;

/** What became of one event. Only {@link Failed} asks for the event to come again. */
sealed interface Fate {
    /** As it is counted. */
    default String name() {
        return getClass().getSimpleName().toLowerCase(Locale.ROOT);
    }

    /** What went wrong, for traces; empty if nothing did. */
    default Optional<String> trouble() {
        return this instanceof Failed(String why) ? Optional.of(why) : Optional.empty();
    }

    /** A new upload: its row is pending and its job in the queue. */
    record Dispatched(Job job) implements Fate {}

    /** An object is gone that its pipeline forgets: its row says so and its job is in the queue. */
    record Deleted(Job job) implements Fate {}

    /** The row said so of this very event already, and no more; its job was sent once more. */
    record Again(Job job) implements Fate {}

    /** The row tells of something newer, or of this upload in work or settled. */
    record Nothing(Job job) implements Fate {}

    /** What the event says is reason enough: the row has failed, and there is no job. */
    record Rejected(Job job, FailureReason reason) implements Fate {}

    /** The row said so of this very event already; whoever is notified is told once more. */
    record Retold(Job job, FailureReason reason) implements Fate {}

    /** The key is one under which we write results. */
    record Result(String key) implements Fate {}

    /** A folder, as consoles make them. */
    record Folder(String key) implements Fate {}

    /** The object is in another bucket than the one for uploads. */
    record Foreign(String bucket) implements Fate {}

    /** An object is gone, and no pipeline has anything to forget. */
    record Removed(String key) implements Fate {}

    /** No pipeline takes the key, or no row could ever hold its IDs. */
    record Ignored(String key) implements Fate {}

    /** Table or queue did not do their part. Repeating the event does no harm. */
    record Failed(String why) implements Fate {}
}
