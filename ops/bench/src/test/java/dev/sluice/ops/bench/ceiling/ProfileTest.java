package dev.sluice.ops.bench.ceiling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.ops.bench.ceiling.Profile.Part;
import dev.sluice.ops.bench.ceiling.Profile.Site;

import jdk.jfr.Recording;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.stream.Collectors;

/** Reads what Flight Recorder wrote of this very JVM. */
@Isolated("other tests' work would be in the recording")
class ProfileTest {
    private static final Duration BURNT = Duration.ofMillis(400);

    @TempDir private Path folder;

    private double burnt;

    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "JEP 509: samples of CPU time on Linux only")
    void findsTheMethodOfOursThatBurntTheTime() throws Exception {
        Path file = recorded();

        Profile profile = Profile.of(file, Instant.MIN, Instant.MAX);

        assertThat(profile.own().getFirst())
                .extracting(Site::method)
                .isEqualTo(ProfileTest.class.getName() + ".burn");
        assertThat(profile.samples().get(Part.OWN)).isPositive();
        assertThat(profile.cpuMillis(Part.OWN, 1)).isPositive();
    }

    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "JEP 509: samples of CPU time on Linux only")
    void whatHappenedBeforeAndAfterDoesNotCount() throws Exception {
        Path file = recorded();

        assertThat(Profile.of(file, Instant.now(), Instant.MAX).samples()).isEmpty();
        assertThat(Profile.of(file, Instant.MIN, Instant.EPOCH).samples()).isEmpty();
    }

    /** A recording of {@link #burn}. */
    private Path recorded() throws IOException {
        Path file = folder.resolve("burnt.jfr");
        try (Recording recording = new Recording()) {
            recording.setSettings(
                    Arrays.stream(Profile.SETTINGS)
                            .map(setting -> setting.split("=", -1))
                            .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1])));
            recording.start();
            burn();
            recording.stop();
            recording.dump(file);
        }
        return file;
    }

    private void burn() {
        var threads = ManagementFactory.getThreadMXBean();
        long end = threads.getCurrentThreadCpuTime() + BURNT.toNanos();
        while (threads.getCurrentThreadCpuTime() < end) {
            for (int i = 0; i < 100_000; i++) {
                burnt += Math.sqrt(i);
            }
        }
    }
}
