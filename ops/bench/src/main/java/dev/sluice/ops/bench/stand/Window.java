package dev.sluice.ops.bench.stand;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/**
 * What a program did and used between two marks of a shrinking backlog: after its warm-up, and
 * before its last jobs.
 *
 * @param before jobs settled before the first mark
 * @param cpu of the program and all it started
 * @param machineCpu of all that ran on this machine
 * @param residentBytes at the second mark
 * @param cpuByThread of the program's first process, see {@link Proc#byName}
 */
public record Window(
        long before,
        long jobs,
        Instant begun,
        Duration wall,
        Duration cpu,
        Duration machineCpu,
        long residentBytes,
        Map<String, Duration> cpuByThread) {
    /** Threads of HotSpot's compilers, as {@link Proc} names them. */
    private static final String COMPILERS = "compilerthre";

    private static final double CORES = Runtime.getRuntime().availableProcessors();

    /** How far from one mark to the next, in jobs, or on slow machines in seconds. */
    public record Span(long jobs, long seconds) {
        public static final Span NONE = new Span(0, 0);
    }

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
                second.machineCpu.minus(first.machineCpu),
                child.residentBytes(),
                Proc.byName(first.threads, second.threads));
    }

    private record Mark(
            long left,
            Instant when,
            long nanos,
            Duration cpu,
            Duration machineCpu,
            Map<String, Proc.ThreadCpu> threads) {
        static Mark after(Backlog backlog, Child child, long from, Span span)
                throws IOException, InterruptedException {
            Progress progress = new Progress();
            long begun = System.nanoTime();
            while (true) {
                long left = backlog.left();
                long now = System.nanoTime();
                begun = left < from ? begun : now;
                if (left <= from - span.jobs || now - begun >= span.seconds * 1_000_000_000L) {
                    return new Mark(
                            left,
                            Instant.now(),
                            now,
                            child.cpu(),
                            Proc.machineCpu(),
                            Proc.threads(child.pid()));
                }
                if (!child.alive() || progress.isStuck(left, Progress.STUCK)) {
                    throw new IOException("stuck, %d jobs left:%n%s".formatted(left, child.tail()));
                }
                Progress.pause(Progress.LOOK);
            }
        }
    }

    public Instant end() {
        return begun.plus(wall);
    }

    public double perSecond() {
        return jobs / (wall.toNanos() / 1e9);
    }

    /** CPU-milliseconds per job. */
    public double cpuMillis() {
        return millis(cpu);
    }

    private double millis(Duration time) {
        return time.toNanos() / 1e6 / jobs;
    }

    /**
     * CPU-milliseconds per job of a JVM's JIT compilers: much in its first minutes, next to nothing
     * later. None for other programs, whose compilers have no threads of their own.
     */
    public double jitMillis() {
        return cpuByThread.entrySet().stream()
                .filter(thread -> thread.getKey().contains(COMPILERS))
                .mapToDouble(thread -> millis(thread.getValue()))
                .sum();
    }

    /** CPU-milliseconds per job of all the rest. */
    public double cpuMillisWithoutJit() {
        return cpuMillis() - jitMillis();
    }

    /** Share of the machine's cores that the program used, 0 to 1. */
    public double coresBusyByProgram() {
        return cores(cpu);
    }

    /** Share in use by everything; beside the program mostly the emulators, elsewhere on AWS. */
    public double coresBusy() {
        return Math.min(1, cores(machineCpu)); // ticks are coarse
    }

    private double cores(Duration used) {
        return used.toNanos() / CORES / wall.toNanos();
    }
}
