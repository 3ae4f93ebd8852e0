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
    private static final Duration LOOK = Duration.ofMillis(2);
    private static final int TAIL = 20;

    private final Process process;
    private final Path log;

    Child(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /** Waits for some words in its output, and fails if it ends before or takes longer. */
    public Child await(String words, Duration atMost) throws IOException, InterruptedException {
        long end = System.nanoTime() + atMost.toNanos();
        while (!output().contains(words)) {
            boolean ended = process.waitFor(LOOK.toMillis(), TimeUnit.MILLISECONDS);
            if ((ended && !output().contains(words)) || System.nanoTime() - end > 0) {
                String when = ended ? "before it ended" : "after " + atMost;
                throw new IOException(
                        "no \"%s\" %s; the end of %s:%n%s".formatted(words, when, log, tail()));
            }
        }
        return this;
    }

    public String output() throws IOException {
        return Files.readString(log);
    }

    /** The end of its output, without what a JVM says of an AOT cache that it trains. */
    public String tail() throws IOException {
        List<String> lines =
                Files.readAllLines(log).stream().filter(line -> !line.contains("[aot]")).toList();
        return String.join("\n", lines.subList(Math.max(0, lines.size() - TAIL), lines.size()));
    }

    public boolean alive() {
        return process.isAlive();
    }

    public long pid() {
        return process.pid();
    }

    private List<ProcessHandle> tree() {
        return Stream.concat(Stream.of(process.toHandle()), process.descendants()).toList();
    }

    /** CPU time of the whole tree so far; that of ended children is not in it. */
    public Duration cpu() {
        return tree().stream()
                .map(one -> one.info().totalCpuDuration().orElse(Duration.ZERO))
                .reduce(Duration.ZERO, Duration::plus);
    }

    /** Resident memory of the whole tree in bytes; 0 where there is no {@code /proc}. */
    public long residentBytes() {
        return tree().stream().mapToLong(one -> Proc.residentBytes(one.pid())).sum();
    }

    /** Waits for its end, and kills one that takes longer; the exit code. */
    public int join(Duration atMost) throws InterruptedException {
        if (!process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
            killAll();
        }
        return process.waitFor();
    }

    /** SIGKILL to the whole tree, as when its machine dies. */
    public void killAll() throws InterruptedException {
        tree().forEach(Child::kill);
        var _ = process.waitFor();
    }

    private static void kill(ProcessHandle one) {
        var _ = one.destroyForcibly();
    }

    /** SIGTERM, and later SIGKILL to all that is left; the exit code. */
    public int stop(Duration atMost) throws InterruptedException {
        List<ProcessHandle> tree = tree();
        process.destroy();
        int code = join(atMost);
        tree.stream().filter(ProcessHandle::isAlive).forEach(Child::kill);
        return code;
    }

    /** Stops it within half a minute. */
    @Override
    public void close() {
        try {
            var _ = stop(STOP);
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
