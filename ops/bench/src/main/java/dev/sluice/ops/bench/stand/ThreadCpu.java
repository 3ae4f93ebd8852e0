package dev.sluice.ops.bench.stand;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * CPU time of the threads of a process at one moment, as Linux tells it in {@code /proc} (proc(5));
 * none elsewhere.
 */
public final class ThreadCpu {
    /** Fields after the command's closing bracket: state is 3, so utime (14) has index 11. */
    private static final int UTIME = 11;

    private static final Used NONE = new Used("", Duration.ZERO);

    private final Map<String, Used> byId = new HashMap<>();

    private ThreadCpu() {}

    private record Used(String name, Duration cpu) {}

    /** Those that a process has now. */
    public static ThreadCpu of(long pid) {
        ThreadCpu threads = new ThreadCpu();
        try (DirectoryStream<Path> tasks =
                Files.newDirectoryStream(Path.of("/proc/" + pid + "/task"))) {
            tasks.forEach(threads::add);
        } catch (IOException e) {
            return threads; // no /proc, or the process has ended
        }
        return threads;
    }

    private void add(Path task) {
        try {
            String stat = Files.readString(task.resolve("stat"));
            int close = stat.lastIndexOf(')');
            String name = stat.substring(stat.indexOf('(') + 1, close);
            String[] fields = stat.substring(close + 2).split(" ", -1);
            long ticks = Long.parseLong(fields[UTIME]) + Long.parseLong(fields[UTIME + 1]);
            byId.put(
                    task.getFileName().toString(),
                    new Used(
                            name.replaceAll("[-# ]*\\d+", "").toLowerCase(Locale.ROOT),
                            Duration.ofMillis(ticks * Proc.TICK_MILLIS)));
        } catch (IOException | RuntimeException e) {
            // the thread ended meanwhile
        }
    }

    /**
     * Used since an earlier moment by the name of the threads, numbers in names dropped: {@code
     * cpu-0} and {@code cpu-1} count together. Linux keeps 15 characters of a name. A thread that
     * has ended meanwhile, as HotSpot's spare compiler threads do, is missing here.
     */
    public SortedMap<String, Duration> since(ThreadCpu earlier) {
        SortedMap<String, Duration> cpu = new TreeMap<>();
        byId.forEach(
                (id, now) ->
                        cpu.merge(
                                now.name,
                                now.cpu.minus(earlier.byId.getOrDefault(id, NONE).cpu),
                                Duration::plus));
        return cpu;
    }
}
