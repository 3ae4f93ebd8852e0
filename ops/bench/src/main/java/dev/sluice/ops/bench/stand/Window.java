package dev.sluice.ops.bench.stand;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a program did and used between two marks of a shrinking backlog: after its warm-up, and
 * before its last jobs.
 *
 * @param jobs settled between the marks
 * @param cpu of the program and all it started
 * @param residentBytes at the second mark
 * @param cpuByThread see {@link Proc#cpuByThread}; of the program's first process
 */
public record Window(
        long jobs,
        Duration wall,
        Duration cpu,
        long residentBytes,
        SortedMap<String, Duration> cpuByThread) {
    /** A program that settles nothing for so long is stuck. */
    private static final Duration STUCK = Duration.ofSeconds(60);

    private static final Duration LOOK = Duration.ofMillis(50);

    /** Threads of HotSpot's compilers, as {@link Proc} names them. */
    private static final String COMPILERS = "compilerthre";

    /**
     * What the JIT compilers of a JVM used: much in its first minutes, next to nothing later. None
     * for other programs, whose compilers have no threads of their own.
     */
    public Duration jit() {
        return jit(cpuByThread);
    }

    /** The JIT compilers' part of {@link Proc#cpuByThread}. */
    public static Duration jit(Map<String, Duration> cpuByThread) {
        return cpuByThread.entrySet().stream()
                .filter(thread -> thread.getKey().contains(COMPILERS))
                .map(Map.Entry::getValue)
                .reduce(Duration.ZERO, Duration::plus);
    }

    /** Jobs settled per second. */
    public double perSecond() {
        return jobs / (wall.toNanos() / 1e9);
    }

    /** CPU-milliseconds per job. */
    public double cpuMillis() {
        return millis(cpu);
    }

    /** A time divided by the jobs, in milliseconds. */
    public double millis(Duration time) {
        return time.toNanos() / 1e6 / jobs;
    }

    /**
     * Watches.
     *
     * @param warmUp jobs settled before the first mark
     * @param jobs settled from the first mark to the second, at least
     * @throws IOException if the program ends or settles nothing for a minute
     */
    public static Window of(Backlog backlog, Child child, long warmUp, long jobs)
            throws IOException, InterruptedException {
        long all = backlog.left();
        Mark first = Mark.when(backlog, child, all - warmUp);
        Mark second = Mark.when(backlog, child, all - warmUp - jobs);
        SortedMap<String, Duration> byThread = new TreeMap<>();
        second.byThread.forEach(
                (name, cpu) ->
                        byThread.put(
                                name, cpu.minus(first.byThread.getOrDefault(name, Duration.ZERO))));
        return new Window(
                first.left - second.left,
                Duration.ofNanos(second.at - first.at),
                second.cpu.minus(first.cpu),
                child.residentBytes(),
                byThread);
    }

    private record Mark(long left, long at, Duration cpu, SortedMap<String, Duration> byThread) {
        static Mark when(Backlog backlog, Child child, long wanted)
                throws IOException, InterruptedException {
            long least = Long.MAX_VALUE;
            long moved = System.nanoTime();
            while (true) {
                long left = backlog.left();
                long now = System.nanoTime();
                if (left <= wanted) {
                    return new Mark(left, now, child.cpu(), Proc.cpuByThread(child.handle().pid()));
                }
                if (left < least) {
                    least = left;
                    moved = now;
                }
                if (!child.alive() || now - moved > STUCK.toNanos()) {
                    throw new IOException(
                            "stuck with %d jobs left:%n%s".formatted(left, child.output()));
                }
                Pause.of(LOOK);
            }
        }
    }
}
