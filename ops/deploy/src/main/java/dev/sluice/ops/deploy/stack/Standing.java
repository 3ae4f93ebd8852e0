package dev.sluice.ops.deploy.stack;

import java.util.Optional;
import java.util.Set;

/** How a stack stands, as far as it decides what can be done with it. */
sealed interface Standing {
    /** There is none. */
    record Absent() implements Standing {}

    /** It can be updated. */
    record Usable(String id) implements Standing {}

    /** CloudFormation works on it; nothing can be asked of it before the end. */
    record Busy(String id, String status) implements Standing {}

    /**
     * Its first creation came to nothing, or its deletion did not end: it must go before it can be
     * made.
     *
     * @param why in words
     */
    record Failed(String id, String why) implements Standing {}

    /** An update failed and could not be undone; CloudFormation must try that again first. */
    record Stuck(String id) implements Standing {}

    /** Statuses of stacks that an update takes as they are. */
    Set<String> UPDATABLE =
            Set.of(
                    "CREATE_COMPLETE",
                    "UPDATE_COMPLETE",
                    "UPDATE_ROLLBACK_COMPLETE",
                    "UPDATE_FAILED",
                    "IMPORT_COMPLETE",
                    "IMPORT_ROLLBACK_COMPLETE");

    /**
     * @param status as CloudFormation writes it
     * @throws IllegalStateException if nothing is known of it
     */
    static Standing of(String id, String status) {
        if (status.equals("DELETE_COMPLETE")) {
            return new Absent();
        }
        if (UPDATABLE.contains(status)) {
            return new Usable(id);
        }
        return switch (status) {
            case "REVIEW_IN_PROGRESS" ->
                    new Failed(id, "an earlier deployment was left before anything was made");
            case "ROLLBACK_COMPLETE", "CREATE_FAILED" ->
                    new Failed(id, "its first creation failed and was undone");
            case "ROLLBACK_FAILED" ->
                    new Failed(id, "its first creation failed and could not be undone whole");
            case "DELETE_FAILED" -> new Failed(id, "its deletion did not end");
            case "UPDATE_ROLLBACK_FAILED", "IMPORT_ROLLBACK_FAILED" -> new Stuck(id);
            default -> {
                if (status.endsWith("_IN_PROGRESS")) {
                    yield new Busy(id, status);
                }
                throw new IllegalStateException("a stack in the unknown status " + status);
            }
        };
    }

    /** The stack, by the name that stays its own when another of its name is made. */
    default Optional<String> stackId() {
        return switch (this) {
            case Absent() -> Optional.empty();
            case Usable(String id) -> Optional.of(id);
            case Busy(String id, String _) -> Optional.of(id);
            case Failed(String id, String _) -> Optional.of(id);
            case Stuck(String id) -> Optional.of(id);
        };
    }
}
