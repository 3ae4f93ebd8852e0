package dev.sluice.worker.machine;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Programs whose worker was killed: each has the folder that it worked in in its environment. Where
 * there is no {@code /proc} none is found.
 */
final class Orphans {
    private static final Logger log = LoggerFactory.getLogger(Orphans.class);
    private static final Duration GLANCE = Duration.ofMillis(50);

    /** A killed process is gone in no time, unless the kernel holds it. */
    private static final Duration LONGEST = Duration.ofSeconds(10);

    private Orphans() {}

    /** Ends those that work in a folder, and waits until they are gone. */
    static void end(Path folder) {
        long end = System.nanoTime() + LONGEST.toNanos();
        List<ProcessHandle> left = in(folder);
        if (!left.isEmpty()) {
            log.warn("ends {} processes that a killed worker left behind", left.size());
        }
        while (!left.isEmpty() && System.nanoTime() - end < 0) {
            left.forEach(ProcessHandle::destroyForcibly);
            try {
                TimeUnit.NANOSECONDS.sleep(GLANCE.toNanos());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
            left = in(folder);
        }
    }

    static List<ProcessHandle> in(Path folder) {
        String mark = "TMPDIR=" + folder.toAbsolutePath() + "/";
        return ProcessHandle.allProcesses()
                .filter(each -> each.pid() != ProcessHandle.current().pid())
                .filter(each -> environment(each).contains('\0' + mark))
                .toList();
    }

    /** Nothing of one that has ended, or is somebody else's. */
    private static String environment(ProcessHandle process) {
        try {
            byte[] all = Files.readAllBytes(Path.of("/proc/" + process.pid() + "/environ"));
            return '\0' + new String(all, StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "";
        }
    }
}
