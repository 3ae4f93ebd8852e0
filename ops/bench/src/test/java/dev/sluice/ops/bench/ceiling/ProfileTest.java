package dev.sluice.ops.bench.ceiling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.ops.bench.ceiling.Profile.Part;
import dev.sluice.ops.bench.ceiling.Profile.Site;

import jdk.jfr.Recording;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;

/** Reads what Flight Recorder wrote of this very JVM. */
class ProfileTest {
    private static final Duration BURNT = Duration.ofMillis(400);

    @TempDir private Path folder;

    private double burnt;

    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "JEP 509: samples of CPU time on Linux only")
    void findsTheMethodOfOursThatBurntTheTime() throws Exception {
        Path file = folder.resolve("own.jfr");
        try (Recording recording = new Recording()) {
            recording.setSettings(settings());
            recording.start();
            burn();
            recording.stop();
            recording.dump(file);
        }

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
        Path file = folder.resolve("before.jfr");
        try (Recording recording = new Recording()) {
            recording.setSettings(settings());
            recording.start();
            burn();
            recording.stop();
            recording.dump(file);
        }

        assertThat(Profile.of(file, Instant.now(), Instant.MAX).samples()).isEmpty();
        assertThat(Profile.of(file, Instant.MIN, Instant.EPOCH).samples()).isEmpty();
    }

    private static Map<String, String> settings() {
        return Arrays.stream(Profile.SETTINGS)
                .map(setting -> setting.split("=", -1))
                .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
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
