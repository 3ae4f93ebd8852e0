package dev.sluice.ops.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

import javax.imageio.ImageIO;

class PlotsTest {
    private static final String HEAD =
            """
            "machine": "two cores", "date": "2026-11-21",
            """;
    private static final String PEERS =
            """
            "peers": {"sluice": {"picturesPerSecond": 60, "cpuMsOverhead": 2},
                "node": {"picturesPerSecond": 40, "cpuMsOverhead": 8}}
            """;

    @TempDir Path folder;

    private static JsonNode json(String members) throws Exception {
        return new JsonMapper().readTree("{" + HEAD + members + "}");
    }

    @Test
    void onePlotHasTheNameThatWasAskedForAndFitsREADME() throws Exception {
        Path file = folder.resolve("x.png");

        assertThat(Plots.write(json(PEERS), file)).containsExactly(file);

        BufferedImage image = ImageIO.read(file.toFile());
        assertThat(List.of(image.getWidth(), image.getHeight())).containsExactly(1800, 840);
        assertThat(Arrays.stream(image.getRGB(0, 0, 1800, 840, null, 0, 1800)).distinct().count())
                .isGreaterThan(10);
    }

    @Test
    void ofSeveralEachHasItsName() throws Exception {
        String all =
                PEERS
                        + """
                        , "feed": [{"accelerator": "T4", "fill": 1, "busy": 0.9,
                            "limitedBy": "decode", "picturesPerSecond": 300}]
                        , "latency": {"idle": {"p50": 50, "stages": {"queue": 3, "model": 40}},
                            "load": [{"percent": 50, "p50": 60, "p95": 90, "p99": 100,
                                "stages": {"queue": 9, "model": 50}}]}
                        , "cost": {"object": {"lines": [
                                {"name": "s3.PutObject", "modelled": false, "dollarsPerMillion": 5},
                                {"name": "s3.eventsOfUploads", "modelled": true,
                                    "dollarsPerMillion": 0.4}]}}
                        , "flakes": {"plainCpuMs": 700, "classicalCpuMs": 80, "regionsCpuMs": 370}
                        """;

        assertThat(Plots.write(json(all), folder.resolve("bench.png")))
                .extracting(file -> file.getFileName().toString())
                .containsExactly(
                        "bench-feed.png",
                        "bench-latency.png",
                        "bench-peers.png",
                        "bench-cost.png",
                        "bench-flakes.png")
                .allMatch(name -> folder.resolve(name).toFile().length() > 10_000);
    }

    @Test
    void whatIsNotThereIsNotDrawn() throws Exception {
        JsonNode empty = json("\"peers\": {}, \"cost\": {}, \"latency\": {}, \"feed\": []");

        assertThat(Plots.write(empty, folder.resolve("x.png"))).isEmpty();
        assertThat(folder).isEmptyDirectory();
    }
}
