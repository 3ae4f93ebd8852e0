package dev.sluice.e2e;

import java.util.Locale;

/** What a drill found out, among all that programs print meanwhile. */
final class DrillReport {
    private static final String MARK = "drill: ";

    private DrillReport() {}

    /** A line that {@code ops/cli/drill/run} shows. */
    static void line(String format, Object... of) {
        System.out.println(
                MARK + String.format(Locale.ROOT, format, of).replace("\n", "\n" + MARK));
    }
}
