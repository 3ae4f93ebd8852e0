package dev.sluice.ops.bench.stand;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A process that a benchmark started, with all that it started itself, and what they use. */
public final class Child implements AutoCloseable {
    private static final Duration STOP = Duration.ofSeconds(30);
    private static final Duration LOOK = Duration.ofMillis(50);

    private final Process process;
    private final Path log;

    Child(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /**
     * Waits for a line of its output.
     *
     * @throws IOException if it ends before, or takes longer; with the end of its output
     */
    public Child await(String text, Duration atMost) throws IOException, InterruptedException {
        long end = System.nanoTime() + atMost.toNanos();
        while (!output().contains(text)) {
            boolean ended = process.waitFor(LOOK.toMillis(), TimeUnit.MILLISECONDS);
            if ((ended && !output().contains(text)) || System.nanoTime() - end > 0) {
                throw new IOException(
                        "%s: no \"%s\" %s; the end of %s:%n%s"
                                .formatted(
                                        command(),
                                        text,
                                        ended ? "before it ended" : "after " + atMost,
                                        log,
                                        tail()));
            }
        }
        return this;
    }

    private String command() {
        return log.getFileName().toString().replace(".log", "");
    }

    public String output() throws IOException {
        return Files.readString(log);
    }

    /** The end of its output, without what a JVM says of an AOT cache that it trains. */
    public String tail() throws IOException {
        List<String> lines =
                Files.readAllLines(log).stream().filter(line -> !line.contains("[aot]")).toList();
        return String.join("\n", lines.subList(Math.max(0, lines.size() - 20), lines.size()));
    }

    public boolean alive() {
        return process.isAlive();
    }

    public ProcessHandle handle() {
        return process.toHandle();
    }

    /** CPU time of the whole tree so far; that of ended children is not in it. */
    public Duration cpu() {
        return tree().map(Child::cpu).reduce(Duration.ZERO, Duration::plus);
    }

    private static Duration cpu(ProcessHandle one) {
        return one.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    /** The process and all below it. */
    public Stream<ProcessHandle> tree() {
        return Stream.concat(Stream.of(process.toHandle()), process.descendants());
    }

    /** Resident memory of the whole tree in bytes; 0 where there is no {@code /proc}. */
    public long residentBytes() {
        return tree().mapToLong(each -> Proc.residentBytes(each.pid())).sum();
    }

    /**
     * Waits for its end; a program that takes longer is killed.
     *
     * @return the exit code
     */
    public int join(long time, TimeUnit unit) throws InterruptedException {
        if (!process.waitFor(time, unit)) {
            killAll();
        }
        return process.waitFor();
    }

    /** SIGKILL to the whole tree, as when its machine dies. */
    public void killAll() throws InterruptedException {
        List<ProcessHandle> tree = tree().toList();
        tree.forEach(Child::kill);
        var _ = process.waitFor();
    }

    /** SIGKILL to one process of the tree. */
    static void kill(ProcessHandle one) {
        var _ = one.destroyForcibly();
    }

    /**
     * SIGTERM, and SIGKILL to all that is left after half a minute.
     *
     * @return the exit code
     */
    public int stop() throws InterruptedException {
        return stop(STOP);
    }

    /** As {@link #stop()}, with another time for it to end by itself. */
    public int stop(Duration atMost) throws InterruptedException {
        List<ProcessHandle> tree = tree().toList();
        process.destroy();
        if (!process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
            process.destroyForcibly();
        }
        int code = process.waitFor();
        tree.stream().filter(ProcessHandle::isAlive).forEach(Child::kill);
        return code;
    }

    @Override
    public void close() {
        try {
            var _ = stop();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
