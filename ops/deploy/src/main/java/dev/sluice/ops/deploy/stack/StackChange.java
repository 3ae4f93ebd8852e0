package dev.sluice.ops.deploy.stack;

import java.util.List;

/**
 * What happens to one resource.
 *
 * @param name its logical name
 * @param type such as {@code AWS::SQS::Queue}
 * @param what the properties that change; empty where it comes or goes as a whole
 */
record StackChange(Action action, String name, String type, List<String> what) {
    /** In the order in which they are told: what may hurt stands last, next to the question. */
    enum Action {
        ADD("New"),
        TAKE_OVER("Taken over: there already, and from now on the stack's"),
        CHANGE("Changed"),
        PERHAPS_REPLACE("Changed, perhaps by making a new one"),
        REPLACE("Replaced by a new one"),
        REMOVE("Removed");

        final String title;

        Action(String title) {
            this.title = title;
        }

        /** Whether what the resource holds may be lost or left behind. */
        boolean parts() {
            return this == REPLACE || this == PERHAPS_REPLACE || this == REMOVE;
        }
    }

    StackChange {
        what = List.copyOf(what);
    }

    /** Whether data is in danger. */
    boolean endangers() {
        return action.parts() && Kind.of(type).holds();
    }
}
