package dev.sluice.ops.bench.stand;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;

/** What Linux tells in {@code /proc} (proc(5)); nothing elsewhere. */
public final class Proc {
    /** USER_HZ, which is 100 on every Linux. */
    static final long TICK_MILLIS = 10;

    /** Fields of {@code /proc/stat}: user, nice, system, idle, iowait, irq, softirq, steal. */
    private static final int IDLE = 4;

    private static final int STEAL = 8;

    private Proc() {}

    public static long residentBytes(long pid) {
        try (Stream<String> lines = Files.lines(Path.of("/proc/" + pid + "/status"))) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                    .findFirst()
                    .orElse(0);
        } catch (IOException e) {
            return 0;
        }
    }

    /**
     * CPU time of all processes of this machine, over all its cores, waits for disks not counted.
     */
    public static Duration machineCpu() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/stat"))) {
            String[] ticks = lines.findFirst().orElseThrow().split(" +", -1);
            long used = 0;
            for (int i = 1; i <= STEAL; i++) {
                used += i == IDLE || i == IDLE + 1 ? 0 : Long.parseLong(ticks[i]);
            }
            return Duration.ofMillis(used * TICK_MILLIS);
        } catch (IOException e) {
            return Duration.ZERO;
        }
    }
}
