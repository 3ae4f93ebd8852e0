package dev.sluice.ops.models.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/** How much memory this process has, natives included, as Linux counts it. */
final class Footprint {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final Path CLEAR = Path.of("/proc/self/clear_refs");

    /** What tells Linux to forget the peak so far (its manual page proc(5)). */
    private static final String PEAK = "5";

    private Footprint() {}

    /** Bytes at present; empty where the system does not tell. */
    static OptionalLong now() {
        return field("VmRSS:");
    }

    /** The most bytes since {@link #forgetPeak}. */
    static OptionalLong peak() {
        return field("VmHWM:");
    }

    /** Whether the system has forgotten the peak so far. */
    static boolean forgetPeak() {
        try {
            Files.writeString(CLEAR, PEAK);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static OptionalLong field(String name) {
        try {
            return Files.readAllLines(STATUS).stream()
                    .filter(line -> line.startsWith(name))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                    .findFirst();
        } catch (IOException e) {
            return OptionalLong.empty();
        }
    }
}
