package dev.sluice.ops.bench.stand;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What Linux tells of a process in {@code /proc} (proc(5)); nothing elsewhere. */
public final class Proc {
    /** USER_HZ, which is 100 on every Linux. */
    private static final long TICK_MILLIS = 10;

    /** Fields after the command's closing bracket: state is 3, so utime (14) has index 11. */
    private static final int UTIME = 11;

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
     * CPU time of a process by the name of its threads, numbers in names dropped: {@code cpu-0} and
     * {@code cpu-1} count together. Linux keeps 15 characters of a name.
     */
    public static SortedMap<String, Duration> cpuByThread(long pid) {
        SortedMap<String, Duration> cpu = new TreeMap<>();
        try (Stream<Path> tasks = Files.list(Path.of("/proc/" + pid + "/task"))) {
            tasks.forEach(task -> add(task, cpu));
        } catch (IOException e) {
            return cpu;
        }
        return cpu;
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

    private static void add(Path task, SortedMap<String, Duration> cpu) {
        try {
            String stat = Files.readString(task.resolve("stat"));
            int open = stat.indexOf('(');
            int close = stat.lastIndexOf(')');
            String name =
                    stat.substring(open + 1, close)
                            .replaceAll("[-# ]*\\d+", "")
                            .toLowerCase(Locale.ROOT);
            String[] fields = stat.substring(close + 2).split(" ", -1);
            long ticks = Long.parseLong(fields[UTIME]) + Long.parseLong(fields[UTIME + 1]);
            cpu.merge(name, Duration.ofMillis(ticks * TICK_MILLIS), Duration::plus);
        } catch (IOException | RuntimeException e) {
            // the thread ended meanwhile
        }
    }
}
