package dev.sluice.ops.deploy.stack;

import java.util.ArrayList;
import java.util.List;

/**
 * An event of a stack.
 *
 * @param name logical name of the resource; the stack's own name for the stack itself
 * @param physical what it is called outside the stack; empty before it has a name
 * @param status such as {@code CREATE_FAILED}
 * @param reason AWS's words; often empty
 */
record Happening(
        String id, String name, String physical, String type, String status, String reason) {
    static final String STACK = "AWS::CloudFormation::Stack";

    /** Whether it is about the stack as a whole: ours have no stacks within. */
    boolean ofStack() {
        return type.equals(STACK);
    }

    boolean failed() {
        return status.endsWith("_FAILED");
    }

    boolean isEnd() {
        return !status.endsWith("_IN_PROGRESS");
    }

    /** Failed because another one did: tells nothing. */
    boolean follows() {
        return reason.matches("(?is).*(creation|update|deletion) cancelled.*");
    }

    /** Whether an operation began here, and not the undoing of one. */
    boolean begins() {
        return ofStack() && status.matches("(CREATE|UPDATE|DELETE|REVIEW|IMPORT)_IN_PROGRESS");
    }

    /**
     * Those of the newest operation, the oldest first.
     *
     * @param newestFirst as CloudFormation tells them
     */
    static List<Happening> lastOperation(List<Happening> newestFirst) {
        List<Happening> last = new ArrayList<>();
        for (Happening each : newestFirst) {
            last.add(each);
            if (each.begins()) {
                break;
            }
        }
        return last.reversed();
    }

    /** What went wrong first, in each part of the stack; what only followed from it left out. */
    static List<Happening> causes(List<Happening> operation) {
        return operation.stream()
                .filter(Happening::failed)
                .filter(each -> !each.ofStack())
                .filter(each -> !each.follows())
                .toList();
    }

    /** {@code made queue Flakes (sluice-flakes)}; empty for what is only begun. */
    String words() {
        String done =
                switch (status) {
                    case "CREATE_COMPLETE" -> "made";
                    case "UPDATE_COMPLETE" -> "changed";
                    case "DELETE_COMPLETE" -> "removed";
                    case "DELETE_SKIPPED" -> "left";
                    case "IMPORT_COMPLETE" -> "taken over";
                    default -> failed() ? "failed" : "";
                };
        if (done.isEmpty() || ofStack()) {
            return "";
        }
        String called =
                physical.isEmpty() || physical.startsWith("arn:") ? "" : " (" + physical + ")";
        return "%-10s  %s %s%s".formatted(done, Kind.of(type).one(), name, called);
    }
}
