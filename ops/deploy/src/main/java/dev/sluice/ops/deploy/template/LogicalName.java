package dev.sluice.ops.deploy.template;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** Names of resources within a template: letters and digits, stable for as long as names are. */
final class LogicalName {
    private LogicalName() {}

    /** {@code potato-leaves} is PotatoLeaves. */
    static String of(String name) {
        return Arrays.stream(name.split("[^A-Za-z0-9]+"))
                .filter(part -> !part.isEmpty())
                .map(part -> part.substring(0, 1).toUpperCase(Locale.ROOT) + part.substring(1))
                .collect(Collectors.joining());
    }
}
