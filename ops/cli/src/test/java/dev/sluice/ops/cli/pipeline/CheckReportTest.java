package dev.sluice.ops.cli.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.sluice.ops.models.measure.Check;
import dev.sluice.ops.models.measure.Cost;
import dev.sluice.ops.models.measure.Tuning.Way;
import dev.sluice.shared.fleet.Benchmarks.Benchmark;
import dev.sluice.shared.pipeline.Pipelines;
import dev.sluice.worker.model.OnnxRuntime;

import org.junit.jupiter.api.Test;

import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;

class CheckReportTest {
    private static final Instant NOW = Instant.parse("2026-11-30T15:00:00Z");

    /** One core's run: as much CPU time as time. */
    private static Way quiet(int batch, double millis) {
        return new Way(1, batch, new Cost(millis, millis));
    }

    private static CheckReport report(Map<String, List<Way>> ways) {
        Path folder =
                Path.of(System.getProperty("sluice.home")).resolve("worker/pipelines/moderation");
        return new CheckReport(
                Pipelines.read(folder, List.of()).all().getFirst(),
                new OnnxRuntime(false, 1),
                new Check.Parts(1, true, new Cost(4, 4), new Cost(10, 10), new Cost(15.5, 15.5)),
                ways,
                OptionalLong.of(14_000_000),
                OptionalDouble.of(7.24));
    }

    @Test
    void whatIsKeptIsTheWholePictureAndTheSlowestModelAtItsBest() {
        Map<String, List<Way>> ways = new LinkedHashMap<>();
        ways.put("fast", List.of(quiet(1, 2), quiet(8, 1)));
        ways.put("slow", List.of(quiet(1, 20), quiet(4, 10), quiet(8, 15)));

        Benchmark kept = report(ways).benchmark(NOW).orElseThrow();

        assertThat(kept)
                .isEqualTo(new Benchmark(NOW, kept.version(), "CPU, 1 cores", 15.5, 100, 4));
        assertThat(kept.version()).isNotEmpty();
    }

    @Test
    void whatOtherProgramsDisturbedIsNotKept() {
        Way waited = new Way(1, 1, new Cost(30, 10));
        CheckReport report = report(Map.of("model", List.of(waited, quiet(8, 9))));

        assertThat(report.benchmark(NOW)).isEmpty();
        ObjectNode facts = new JsonMapper().createObjectNode();
        report.into(facts);
        assertThat(facts.at("/models/0/disturbed").asBoolean()).isTrue();
        assertThat(facts.at("/models/0").has("bestBatch")).isFalse();
    }

    @Test
    void programsAreToldWhatPeopleSee() {
        ObjectNode facts = new JsonMapper().createObjectNode();

        report(Map.of("model", List.of(quiet(1, 12), quiet(8, 8)))).into(facts);

        assertThat(facts.path("pipeline").asText()).isEqualTo("moderation");
        assertThat(facts.at("/cpuMillis/rest").asDouble()).isEqualTo(1.5);
        assertThat(facts.at("/models/0/bestBatch").asInt()).isEqualTo(8);
        assertThat(facts.at("/models/0/ways/1/perSecond").asDouble()).isEqualTo(125);
        assertThat(facts.path("suggestedBytesPerPixel").asInt()).isEqualTo(9);
    }
}
