package dev.sluice.ops.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.OperatingSystemMXBean;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What {@code ops/sluice} and the image give their JVMs. */
class LauncherTest {
    private static final Pattern FLAGS =
            Pattern.compile("worker \\| dispatcher[^)]*\\)\\s+flags\\+=\\(([^)]+)\\)");
    private static final Pattern HEAP = Pattern.compile(" MaxHeapSize\\s+= (\\d+)");
    private static final long SMALL_POINTERS = 32L << 30;

    private static String read(String file) throws IOException {
        return Files.readString(Path.of(System.getProperty("sluice.home"), file));
    }

    private static List<String> flags() throws IOException {
        Matcher flags = FLAGS.matcher(read("ops/sluice"));
        assertThat(flags.find()).isTrue();
        return List.of(flags.group(1).split(" "));
    }

    private static String java(List<String> flags) throws IOException, InterruptedException {
        List<String> line = new ArrayList<>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        line.addAll(flags);
        line.addAll(List.of("-XX:+PrintFlagsFinal", "-version"));
        Process java = new ProcessBuilder(line).redirectErrorStream(true).start();
        String said = new String(java.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(java.waitFor()).isZero();
        return said;
    }

    private static long heap(String said) {
        Matcher heap = HEAP.matcher(said);
        assertThat(heap.find()).isTrue();
        return Long.parseLong(heap.group(1));
    }

    @Test
    void theHeapFollowsTheMachineAndTheJvmEndsWithoutMemory()
            throws IOException, InterruptedException {
        long machine =
                ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class)
                        .getTotalMemorySize();

        String said = java(flags());

        assertThat(heap(said) / Math.min(0.4 * machine, SMALL_POINTERS)).isBetween(0.95, 1.05);
        assertThat(said)
                .doesNotContain("VM warning")
                .containsPattern("ExitOnOutOfMemoryError += true");
    }

    @Test
    void anAotCacheFitsMachinesOfEverySize() throws IOException, InterruptedException {
        List<String> flags = new ArrayList<>(flags());
        flags.add("-XX:MaxRAM=1t");

        String said = java(flags);

        assertThat(said).containsPattern("UseCompressedOops += true");
        assertThat(heap(said)).isBetween(SMALL_POINTERS * 9 / 10, SMALL_POINTERS);
    }

    @Test
    void theWorkersDistributionHasTheLaunchersFlags() throws IOException {
        assertThat(read("worker/src/main/sh/worker")).contains(flags()).doesNotContain("-Xmx");
        assertThat(read("ops/sluice") + read("Dockerfile.gpu")).doesNotContain("-Xmx");
    }
}
