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
 * @param jobs settled between the marks
 * @param begun when the first mark was
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
    /** A program that settles nothing for so long is stuck. */
    private static final Duration STUCK = Duration.ofSeconds(60);

    private static final Duration LOOK = Duration.ofMillis(50);

    /** Threads of HotSpot's compilers, as {@link ThreadCpu} names them. */
    private static final String COMPILERS = "compilerthre";

    /**
     * CPU-milliseconds per job of a JVM's JIT compilers: much in its first minutes, next to nothing
     * later. Without those of compiler threads that ended meanwhile, as spare ones do on many
     * cores. None for other programs, whose compilers have no threads of their own.
     */
    public double jitMillis() {
        return millis(jit(cpuByThread));
    }

    /** CPU-milliseconds per job of all the rest. */
    public double cpuMillisWithoutJit() {
        return cpuMillis() - jitMillis();
    }

    /** The JIT compilers' part of {@link ThreadCpu#since}. */
    public static Duration jit(Map<String, Duration> cpuByThread) {
        return cpuByThread.entrySet().stream()
                .filter(thread -> thread.getKey().contains(COMPILERS))
                .map(Map.Entry::getValue)
                .reduce(Duration.ZERO, Duration::plus);
    }

    /** When the second mark was. */
    public Instant ended() {
        return begun.plus(wall);
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
     * @param jobs settled
     * @param atMost after the first of these: then the mark comes, so that slow machines get to an
     *     end, too
     */
    public record Span(long jobs, Duration atMost) {
        public static final Span NONE = new Span(0, Duration.ZERO);
    }

    /**
     * Watches.
     *
     * @param warmUp before the first mark
     * @param measured from the first mark to the second
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
                Duration.ofNanos(second.at - first.at),
                second.cpu.minus(first.cpu),
                child.residentBytes(),
                second.threads.since(first.threads));
    }

    private record Mark(long left, Instant when, long at, Duration cpu, ThreadCpu threads) {
        static Mark after(Backlog backlog, Child child, long from, Span span)
                throws IOException, InterruptedException {
            long least = Long.MAX_VALUE;
            long begun = System.nanoTime();
            long moved = begun;
            while (true) {
                long left = backlog.left();
                long now = System.nanoTime();
                begun = left < from ? begun : now;
                if (left <= from - span.jobs || now - begun >= span.atMost.toNanos()) {
                    return new Mark(
                            left,
                            Instant.now(),
                            now,
                            child.cpu(),
                            ThreadCpu.of(child.handle().pid()));
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
