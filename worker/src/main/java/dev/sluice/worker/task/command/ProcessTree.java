package dev.sluice.worker.task.command;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * A program and whatever it has started, also what has left its parent and its session: all carry
 * the same mark in their environment. Where there is no {@code /proc} only descendants are known.
 *
 * @param root the program, leader of its own session
 * @param mark {@code NAME=value}, as it stands in the environment of each
 */
record ProcessTree(ProcessHandle root, String mark) {
    private static final Logger log = LoggerFactory.getLogger(ProcessTree.class);
    private static final Path PROC = Path.of("/proc");
    private static final int PAGE = 4096;
    private static final Duration GLANCE = Duration.ofMillis(50);

    /** A killed process is gone in no time, unless the kernel holds it. */
    private static final Duration KILLED = Duration.ofSeconds(10);

    /** In the third column of stat. */
    private static final String ZOMBIE = "Z";

    /**
     * Ends all of them.
     *
     * @param grace from SIGTERM to SIGKILL
     */
    void end(Duration grace) {
        signal(grace, false);
        if (!signal(KILLED, true)) {
            log.error("processes {} do not end even when killed", alive());
        }
    }

    /** False if some are still alive after the time. Interrupts wait for its end. */
    private boolean signal(Duration time, boolean force) {
        long end = System.nanoTime() + time.toNanos();
        boolean interrupted = false;
        Set<Long> told = new LinkedHashSet<>();
        Set<Long> alive = alive();
        while (!alive.isEmpty() && System.nanoTime() - end < 0) {
            for (long pid : alive) {
                if (force || told.add(pid)) {
                    ProcessHandle.of(pid)
                            .ifPresent(
                                    it -> {
                                        boolean _ = force ? it.destroyForcibly() : it.destroy();
                                    });
                }
            }
            try {
                TimeUnit.NANOSECONDS.sleep(GLANCE.toNanos());
            } catch (InterruptedException e) {
                interrupted = true;
            }
            alive = alive();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return alive.isEmpty();
    }

    /** Bytes of memory that they hold together. */
    long memory() {
        long pages = 0;
        for (long pid : alive()) {
            String[] sizes = read(PROC.resolve(pid + "/statm")).split(" ", -1);
            // resident, less what is shared with others: files, mostly
            pages += sizes.length < 3 ? 0 : Long.parseLong(sizes[1]) - Long.parseLong(sizes[2]);
        }
        return pages * PAGE;
    }

    /** Those that run. */
    Set<Long> alive() {
        Set<Long> pids = new LinkedHashSet<>();
        if (!Files.isDirectory(PROC)) {
            root.descendants()
                    .filter(ProcessHandle::isAlive)
                    .map(ProcessHandle::pid)
                    .forEach(pids::add);
            if (root.isAlive()) {
                pids.add(root.pid());
            }
            return pids;
        }
        try (DirectoryStream<Path> all = Files.newDirectoryStream(PROC, "[0-9]*")) {
            for (Path process : all) {
                if (belongs(process)) {
                    pids.add(Long.parseLong(process.getFileName().toString()));
                }
            }
        } catch (IOException e) {
            log.warn("processes cannot be listed: {}", e.toString());
        }
        return pids;
    }

    private boolean belongs(Path process) {
        String stat = read(process.resolve("stat"));
        // the name in brackets may hold anything
        String[] fields = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ", -1);
        if (fields.length < 4 || fields[0].equals(ZOMBIE)) {
            return false;
        }
        return fields[3].equals(Long.toString(root.pid()))
                || process.endsWith(Long.toString(root.pid()))
                || marked(process);
    }

    private boolean marked(Path process) {
        return ('\0' + read(process.resolve("environ")) + '\0').contains('\0' + mark + '\0');
    }

    /** Nothing if it has ended, or is somebody else's. */
    private static String read(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return "";
        }
    }

    /** The program that a handle stands for, marked. */
    static ProcessTree of(Process process, String mark) {
        return new ProcessTree(process.toHandle(), mark);
    }

    Optional<ProcessHandle> leader() {
        return Optional.of(root).filter(ProcessHandle::isAlive);
    }
}
