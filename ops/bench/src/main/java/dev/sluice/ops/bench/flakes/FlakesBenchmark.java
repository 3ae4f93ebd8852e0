package dev.sluice.ops.bench.flakes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.sluice.ops.bench.Bench;
import dev.sluice.ops.bench.Benchmark.Unmeasurable;
import dev.sluice.ops.bench.stand.Child;
import dev.sluice.ops.bench.stand.Launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * CPU time a picture from decoded pixels to flakes, without decoding and drawing: both methods on
 * one core, and a plain script of OpenCV and numpy for the classical one; by turns, for machines
 * change.
 */
public final class FlakesBenchmark {
    private static final Duration INSTALL = Duration.ofMinutes(5);
    private static final Duration RUN = Duration.ofMinutes(4);
    private static final int TURNS = 3;
    private static final int ROUNDS = 5;

    private FlakesBenchmark() {}

    /** About three minutes, and the script's packages. */
    public static JsonNode run(Bench bench) throws Exception {
        Path folder = bench.home().resolve("ops/bench/flakes");
        Path log = bench.work().resolve("install-flakes.log");
        int code =
                program(folder, log, List.of(folder.resolve("install").toString())).join(INSTALL);
        if (code != 0) {
            throw new Unmeasurable(
                    "the script's packages cannot be installed here (%d); see %s"
                            .formatted(code, log));
        }
        List<Path> pictures = pictures(bench.home());
        double plain = 0;
        double classical = 0;
        double regions = 0;
        try (Search byClass = new Search(bench.home(), "classical");
                Search byRegion = new Search(bench.home(), "regions")) {
            byClass.cpuMillis(pictures, ROUNDS); // until the compilers are done
            byRegion.cpuMillis(pictures, ROUNDS);
            for (int i = 0; i < TURNS; i++) {
                plain += plain(pictures, bench) / TURNS;
                classical += byClass.cpuMillis(pictures, ROUNDS) / TURNS;
                regions += byRegion.cpuMillis(pictures, ROUNDS) / TURNS;
            }
        }
        bench.say(
                "CPU-ms a picture of 1920×1200: plain script %.0f, classical %.0f (%.1f ×), regions"
                        + " %.0f (%.0f a minute and core)",
                plain, classical, plain / classical, regions, 60_000 / regions);
        ObjectNode figures = JsonNodeFactory.instance.objectNode();
        figures.put("pictures", pictures.size());
        figures.put("plainCpuMs", plain);
        figures.put("classicalCpuMs", classical);
        figures.put("classicalRatio", plain / classical);
        figures.put("regionsCpuMs", regions);
        figures.put("regionsPerMinuteAndCore", 60_000 / regions);
        return figures;
    }

    private static List<Path> pictures(Path home) throws IOException {
        Path folder = home.resolve("ops/local/src/main/resources/samples/flakes");
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(it -> it.toString().endsWith(".jpg")).sorted().toList();
        }
    }

    private static double plain(List<Path> pictures, Bench bench)
            throws IOException, InterruptedException {
        Path folder = bench.home().resolve("ops/bench/flakes");
        Path log = bench.work().resolve("plain.log");
        List<String> line = new ArrayList<>();
        line.add(folder.resolve("target/venv/bin/python").toString());
        line.add("plain.py");
        line.add("--json");
        line.add(bench.home().resolve("worker/pipelines/flakes/gmm.json").toString());
        line.add("Graphene");
        line.add(pictures.getFirst().toString()); // it leaves its first one out
        pictures.forEach(it -> line.add(it.toString()));
        Child child = program(folder, log, line);
        if (child.join(RUN) != 0) {
            throw new IOException("the plain script failed: " + child.tail());
        }
        String last = Files.readAllLines(log).getLast();
        return JsonMapper.builder().build().readTree(last).path("cpuMs").asDouble();
    }

    private static Child program(Path folder, Path log, List<String> line) throws IOException {
        return Launcher.program(log, Map.of(), folder.toFile(), line);
    }
}
