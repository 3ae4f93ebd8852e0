package dev.sluice.ops.deploy.stack;

import java.util.Comparator;
import java.util.List;

/**
 * A resource of a stack, as it is outside.
 *
 * @param name its logical name
 * @param physical what AWS calls it; empty before it has a name
 * @param status such as {@code DELETE_SKIPPED}, for what a removed stack left
 */
record Part(String name, String physical, String type, String status) {
    /** Of what was or would be left when the stack goes. */
    static List<Part> sorted(List<Part> parts) {
        return parts.stream()
                .sorted(Comparator.comparing(Part::type).thenComparing(Part::physical))
                .toList();
    }

    String words() {
        return Kind.of(type).one() + " " + physical;
    }

    boolean is(String wanted) {
        return type.equals(wanted);
    }
}
