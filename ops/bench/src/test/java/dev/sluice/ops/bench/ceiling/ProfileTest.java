package dev.sluice.ops.bench.ceiling;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.sluice.ops.bench.stand.Window;

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
import java.util.Map;
import java.util.stream.Collectors;

/** Reads what Flight Recorder wrote of this very JVM. */
@Isolated("other tests' work would be in the recording")
@EnabledOnOs(value = OS.LINUX, disabledReason = "JEP 509: samples of CPU time on Linux only")
class ProfileTest {
    private static final Duration BURNT = Duration.ofMillis(400);

    @TempDir private Path folder;

    private double burnt;

    @Test
    void findsTheTimeThatOurCodeBurnt() throws Exception {
        Instant begun = Instant.now();
        Path file = recorded();

        Profile profile = Profile.of(file, window(begun, Instant.now()));

        ObjectNode json = new JsonMapper().createObjectNode();
        profile.addTo(json);
        assertThat(profile.ownMillis()).isPositive().isEqualTo(json.path("cpuMsOwn").asDouble());
        assertThat(json.path("cpuMsOwnError").asDouble()).isPositive();
    }

    @Test
    void whatHappenedBeforeAndAfterDoesNotCount() throws Exception {
        Instant begun = Instant.now();
        Path file = recorded();
        Instant ended = Instant.now();
        ObjectNode json = new JsonMapper().createObjectNode();

        Profile.of(file, window(ended, ended.plusSeconds(60))).addTo(json);
        Profile.of(file, window(begun.minusSeconds(60), begun)).addTo(json);

        assertThat(json).isEmpty();
    }

    private static Window window(Instant from, Instant to) {
        return new Window(
                0, 1, from, Duration.between(from, to), Duration.ZERO, Duration.ZERO, 0, Map.of());
    }

    /** A recording of {@link #burn}. */
    private Path recorded() throws IOException {
        Path file = folder.resolve("burnt.jfr");
        try (Recording recording = new Recording()) {
            recording.setSettings(
                    Profile.SETTINGS.stream()
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
