package dev.sluice.ops.bench.stand;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.SortedMap;

/**
 * What a program did and used between two marks of a shrinking backlog: after its warm-up, and
 * before its last jobs.
 *
 * @param before jobs settled before the first mark, from the program's start on
 * @param cpu of the program and all it started
 * @param residentBytes at the second mark
 * @param cpuByThread see {@link ThreadCpu#since}; of the program's first process
 */
public record Window(
        long before,
        long jobs,
        Instant begun,
        Duration wall,
        Duration cpu,
        long residentBytes,
        SortedMap<String, Duration> cpuByThread) {
    /** Threads of HotSpot's compilers, as {@link ThreadCpu} names them. */
    private static final String COMPILERS = "compilerthre";

    /**
     * CPU-milliseconds per job of a JVM's JIT compilers: much in its first minutes, next to nothing
     * later. Without those of compiler threads that ended meanwhile, as spare ones do on many
     * cores. None for other programs, whose compilers have no threads of their own.
     */
    public double jitMillis() {
        return cpuByThread.entrySet().stream()
                .filter(thread -> thread.getKey().contains(COMPILERS))
                .map(Map.Entry::getValue)
                .mapToDouble(this::millis)
                .sum();
    }

    /** CPU-milliseconds per job of all the rest. */
    public double cpuMillisWithoutJit() {
        return cpuMillis() - jitMillis();
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
     * How far from one mark to the next.
     *
     * @param seconds after the first of these: then the mark comes anyway, for slow machines
     */
    public record Span(long jobs, long seconds) {
        public static final Span NONE = new Span(0, 0);
    }

    /**
     * Watches.
     *
     * @throws IOException if the program ends or settles nothing for a minute
     */
    public static Window of(Backlog backlog, Child child, Span warmUp, Span measured)
            throws IOException, InterruptedException {
        long all = backlog.left();
        Mark first = Mark.after(backlog, child, all, warmUp);
        Mark second = Mark.after(backlog, child, first.left, measured);
        return new Window(
                all - first.left,
                first.left - second.left,
                first.when,
                Duration.ofNanos(second.nanos - first.nanos),
                second.cpu.minus(first.cpu),
                child.residentBytes(),
                second.threads.since(first.threads));
    }

    private record Mark(long left, Instant when, long nanos, Duration cpu, ThreadCpu threads) {
        static Mark after(Backlog backlog, Child child, long from, Span span)
                throws IOException, InterruptedException {
            Progress progress = new Progress();
            long begun = System.nanoTime();
            while (true) {
                long left = backlog.left();
                long now = System.nanoTime();
                begun = left < from ? begun : now;
                if (left <= from - span.jobs || now - begun >= span.seconds * 1_000_000_000L) {
                    ThreadCpu threads = ThreadCpu.of(child.pid());
                    return new Mark(left, Instant.now(), now, child.cpu(), threads);
                }
                if (!child.alive() || progress.isStuck(left, Progress.STUCK)) {
                    throw new IOException(
                            "stuck with %d jobs left:%n%s".formatted(left, child.tail()));
                }
                Pause.of(Progress.LOOK);
            }
        }
    }
}
