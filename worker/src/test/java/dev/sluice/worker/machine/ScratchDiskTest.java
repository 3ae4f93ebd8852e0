package dev.sluice.worker.machine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

class ScratchDiskTest {
    @TempDir private Path above;

    /** As one that was killed leaves it: nobody has its lock. */
    private Path left() throws IOException {
        Path folder = Files.createDirectory(above.resolve("sluice-scratch-killed"));
        Files.createFile(above.resolve("sluice-scratch-killed.lock"));
        Files.writeString(Files.createDirectory(folder.resolve("job-1")).resolve("large"), "x");
        return folder;
    }

    @Test
    void whatAKilledProcessLeftIsSweptUpAndWhatIsInUseIsNot() throws IOException {
        Path killed = left();
        ScratchDisk other = ScratchDisk.in(above);
        Path job = other.folder("job");
        List<Path> programs = new ArrayList<>();

        ScratchDisk.in(above).sweep(programs::add);

        assertThat(killed).doesNotExist();
        assertThat(above.resolve("sluice-scratch-killed.lock")).doesNotExist();
        assertThat(job).exists();
        assertThat(programs).containsExactly(killed);
    }

    @RepeatedTest(20)
    void twoWorkersOfOneProcessSweepAtOnce() throws Exception {
        Path killed = left();
        ScratchDisk one = ScratchDisk.in(above);
        ScratchDisk two = ScratchDisk.in(above);
        CountDownLatch both = new CountDownLatch(2);
        List<Path> programs = new CopyOnWriteArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
            Function<ScratchDisk, Callable<Boolean>> sweep =
                    disk ->
                            () -> {
                                both.countDown();
                                both.await();
                                disk.sweep(programs::add);
                                return true;
                            };
            for (Future<Boolean> each :
                    threads.invokeAll(List.of(sweep.apply(one), sweep.apply(two)))) {
                assertThat(each.get()).isTrue();
            }
        }

        assertThat(killed).doesNotExist();
        assertThat(programs).containsExactly(killed);
        assertThat(one.folder("job")).exists();
        assertThat(two.folder("job")).exists();
    }

    /** Another worker of this machine. */
    static final class Neighbour {
        public static void main(String[] above) throws IOException {
            ScratchDisk.in(Path.of(above[0])).sweep(_ -> {});
        }
    }

    @Test
    void aNeighbourLeavesAloneWhatIsInUseHereAfterASweepHereToo() throws Exception {
        ScratchDisk disk = ScratchDisk.in(above);
        Path job = disk.folder("job");
        disk.sweep(_ -> {});
        Path killed = left();

        Process neighbour =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                Neighbour.class.getName(),
                                above.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();

        assertThat(neighbour.waitFor(5, TimeUnit.MINUTES)).isTrue();
        assertThat(neighbour.exitValue()).isZero();
        assertThat(killed).as("it did sweep").doesNotExist();
        assertThat(job).exists();
    }

    @Test
    void programsOfAKilledProcessAreEnded() throws Exception {
        Path killed = left();
        ProcessBuilder program = new ProcessBuilder("sleep", "600");
        program.environment().put("TMPDIR", killed.resolve("job-1/work").toString());
        Process running = program.start();
        ProcessBuilder another = new ProcessBuilder("sleep", "600");
        another.environment().put("TMPDIR", above.resolve("elsewhere").toString());
        Process innocent = another.start();
        try {
            ScratchDisk.in(above).sweep(Orphans::end);

            assertThat(running.waitFor(1, TimeUnit.MINUTES)).isTrue();
            assertThat(innocent.isAlive()).isTrue();
        } finally {
            running.destroyForcibly();
            innocent.destroyForcibly();
        }
    }

    @Test
    void whatAProgramLockedAgainstItsOwnUserIsDeletedAndLinksAreNotFollowed() throws IOException {
        Path kept = Files.writeString(above.resolve("kept"), "x");
        Path folder = Files.createDirectory(above.resolve("job"));
        Path locked = Files.createDirectories(folder.resolve("locked/inside"));
        Files.writeString(locked.resolve("file"), "x");
        Files.createSymbolicLink(folder.resolve("link"), above);
        Files.setPosixFilePermissions(locked, PosixFilePermissions.fromString("---------"));
        Files.setPosixFilePermissions(
                folder.resolve("locked"), PosixFilePermissions.fromString("---------"));

        ScratchDisk.delete(folder);

        assertThat(folder).doesNotExist();
        assertThat(kept).exists();
    }
}
