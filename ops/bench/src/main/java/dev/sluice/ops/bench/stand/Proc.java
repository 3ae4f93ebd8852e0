package dev.sluice.ops.bench.stand;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What Linux tells in {@code /proc} (proc(5)); nothing elsewhere. */
final class Proc {
    /** USER_HZ, which is 100 on every Linux. */
    private static final long TICK_MILLIS = 10;

    /** Fields of {@code /proc/stat}: user, nice, system, irq, softirq, steal; 4 and 5 are idle. */
    private static final int[] BUSY = {1, 2, 3, 6, 7, 8};

    /** After a thread's name in brackets the state is field 3, so utime (14) has index 11. */
    private static final int UTIME = 11;

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
    static Duration machineCpu() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/stat"))) {
            String[] ticks = lines.findFirst().orElseThrow().split(" +", -1);
            long busy = IntStream.of(BUSY).mapToLong(field -> Long.parseLong(ticks[field])).sum();
            return Duration.ofMillis(TICK_MILLIS * busy);
        } catch (IOException e) {
            return Duration.ZERO;
        }
    }

    /** A thread's CPU time so far. */
    record ThreadCpu(String name, Duration cpu) {}

    /** Of a process's threads that live, by their ID. */
    static Map<String, ThreadCpu> threads(long pid) {
        Map<String, ThreadCpu> threads = new HashMap<>();
        String[] ids = new File("/proc/" + pid + "/task").list();
        for (String id : ids == null ? new String[0] : ids) {
            try {
                Path stat = Path.of("/proc/" + pid + "/task/" + id + "/stat");
                threads.put(id, thread(Files.readString(stat)));
            } catch (IOException e) {
                // it has ended meanwhile
            }
        }
        return threads;
    }

    private static ThreadCpu thread(String stat) {
        int close = stat.lastIndexOf(')');
        String name = stat.substring(stat.indexOf('(') + 1, close);
        String[] fields = stat.substring(close + 2).split(" ", -1);
        long ticks = Long.parseLong(fields[UTIME]) + Long.parseLong(fields[UTIME + 1]);
        return new ThreadCpu(
                name.replaceAll("[-# ]*\\d+", "").toLowerCase(Locale.ROOT),
                Duration.ofMillis(ticks * TICK_MILLIS));
    }

    /**
     * CPU time between two looks by the name of the threads, numbers in names dropped: {@code
     * cpu-0} and {@code cpu-1} count together. Linux keeps 15 characters of a name. A thread that
     * has ended meanwhile, as HotSpot's spare compiler threads do, is missing here.
     */
    static Map<String, Duration> byName(
            Map<String, ThreadCpu> earlier, Map<String, ThreadCpu> later) {
        ThreadCpu none = new ThreadCpu("", Duration.ZERO);
        Map<String, Duration> cpu = new TreeMap<>();
        later.forEach(
                (id, now) -> {
                    Duration before = earlier.getOrDefault(id, none).cpu;
                    cpu.merge(now.name, now.cpu.minus(before), Duration::plus);
                });
        return cpu;
    }
}
