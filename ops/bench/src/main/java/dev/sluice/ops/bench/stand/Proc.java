package dev.sluice.ops.bench.stand;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** What Linux tells in {@code /proc} (proc(5)); nothing elsewhere. */
public final class Proc {
    /** USER_HZ, which is 100 on every Linux. */
    static final long TICK_MILLIS = 10;

    /** Fields of {@code /proc/stat}: user, nice, system, idle, iowait, irq, softirq, steal. */
    private static final int IDLE = 4;

    private static final int IOWAIT = 5;
    private static final int STEAL = 8;

    private Proc() {}

    static long residentBytes(long pid) {
        try (Stream<String> lines = Files.lines(Path.of("/proc/" + pid + "/status"))) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                    .findFirst()
                    .orElse(0);
        } catch (IOException e) {
            return 0;
        }
    }

    /** CPU time of all processes over all cores so far, waits for disks not counted. */
    public static Duration machineCpu() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/stat"))) {
            String[] ticks = lines.findFirst().orElseThrow().split(" +", -1);
            return Duration.ofMillis(
                    TICK_MILLIS
                            * LongStream.rangeClosed(1, STEAL)
                                    .filter(field -> field != IDLE && field != IOWAIT)
                                    .map(field -> Long.parseLong(ticks[(int) field]))
                                    .sum());
        } catch (IOException e) {
            return Duration.ZERO;
        }
    }
}
