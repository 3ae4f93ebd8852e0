package dev.sluice.ops.bench.emotion;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.sluice.ops.bench.Bench;
import dev.sluice.ops.bench.Benchmark.Unmeasurable;
import dev.sluice.ops.bench.stand.Child;
import dev.sluice.ops.bench.stand.Launcher;
import dev.sluice.ops.local.samples.Sample;
import dev.sluice.ops.local.samples.Samples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Pictures, sounds and texts a second beside the same models called from Python, one process per
 * core; by turns, for machines change. On a machine with other work on it only {@code cpuRatio}
 * says something: how much more CPU time Python takes for each.
 */
public final class EmotionBenchmark {
    private static final Duration TIME = Duration.ofSeconds(5);
    private static final Duration WARM_UP = Duration.ofSeconds(15);
    private static final Duration INSTALL = Duration.ofMinutes(8);
    private static final Duration RUN = Duration.ofMinutes(2);
    private static final int TURNS = 4;

    private EmotionBenchmark() {}

    /**
     * @param kind as the peer calls it
     * @param part as the pipeline calls it
     * @param files in memory, by turns
     */
    private record Medium(String kind, String part, List<Sample> files) {}

    private static final List<Medium> MEDIA =
            List.of(
                    new Medium(
                            "pictures",
                            "face",
                            List.of(Samples.photo("astronaut.png"), Samples.photo("camera.png"))),
                    sounds("sounds"),
                    sounds("sounds-in-blocks"),
                    new Medium(
                            "texts",
                            "text",
                            List.of(Samples.text("thanks.txt"), Samples.text("angry.txt"))));

    private static Medium sounds(String kind) {
        return new Medium(
                kind,
                "voice",
                List.of(
                        Samples.speech("not-ill-disposed.wav"),
                        Samples.speech("leisure-to-consider.wav")));
    }

    /** About six minutes, and the peer's installation. */
    public static JsonNode run(Bench bench) throws Exception {
        Path peer = bench.home().resolve("ops/bench/peers/emotion");
        Path log = bench.work().resolve("install-emotion.log");
        int code = program(peer, log, peer.resolve("install").toString()).join(INSTALL);
        if (code != 0) {
            throw new Unmeasurable(
                    "the peer in %s cannot be installed here (%d); see %s"
                            .formatted(peer, code, log));
        }
        ObjectNode found = JsonNodeFactory.instance.objectNode();
        Path pipelines = bench.home().resolve("worker/pipelines");
        try (Offline ours = new Offline(pipelines)) {
            for (Medium medium : MEDIA) {
                found.set(medium.kind(), measured(medium, ours, bench));
            }
        }
        return found;
    }

    private static ObjectNode measured(Medium medium, Offline ours, Bench bench) throws Exception {
        List<byte[]> files = medium.files().stream().map(Sample::bytes).toList();
        ours.warmUp(medium.part(), files, WARM_UP);
        Pace sluice = Pace.ZERO;
        Pace python = Pace.ZERO;
        for (int i = 0; i < TURNS; i++) {
            sluice = sluice.with(ours.pace(medium.part(), files, TIME), TURNS);
            python = python.with(python(medium.kind(), bench), TURNS);
        }
        double ratio = sluice.perSecond() / python.perSecond();
        double cpuRatio = python.cpuMs() / sluice.cpuMs();
        bench.say(
                "%s: %.1f a second, Python %.1f: %.2f ×; %.2f CPU-ms each, Python %.2f: %.2f ×",
                medium.kind(),
                sluice.perSecond(),
                python.perSecond(),
                ratio,
                sluice.cpuMs(),
                python.cpuMs(),
                cpuRatio);
        ObjectNode figures = JsonNodeFactory.instance.objectNode();
        figures.put("perSecond", sluice.perSecond());
        figures.put("pythonPerSecond", python.perSecond());
        figures.put("ratio", ratio);
        figures.put("cpuMs", sluice.cpuMs());
        figures.put("pythonCpuMs", python.cpuMs());
        figures.put("cpuRatio", cpuRatio);
        return figures;
    }

    private static Pace python(String kind, Bench bench) throws IOException, InterruptedException {
        Path peer = bench.home().resolve("ops/bench/peers/emotion");
        Path log = bench.work().resolve("python-" + kind + ".log");
        List<String> line = new ArrayList<>();
        line.add(peer.resolve("target/venv/bin/python").toString());
        line.add("main.py");
        line.add(bench.home().resolve("worker/pipelines").toString());
        line.add(bench.home().resolve("ops/local/src/main/resources/samples").toString());
        line.add(kind);
        line.add(Long.toString(TIME.toSeconds()));
        line.add(Integer.toString(Runtime.getRuntime().availableProcessors()));
        Child child = program(peer, log, line.toArray(String[]::new));
        if (child.join(RUN) != 0) {
            throw new IOException("the Python peer failed: " + child.tail());
        }
        String last = Files.readAllLines(log).getLast();
        return Pace.read(JsonMapper.builder().build().readTree(last));
    }

    private static Child program(Path folder, Path log, String... line) throws IOException {
        return Launcher.program(log, Map.of(), folder.toFile(), List.of(line));
    }
}
