package dev.sluice.ops.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.ops.plan.Planner.Advice;
import dev.sluice.ops.plan.scaler.Scalers;
import dev.sluice.shared.config.InvalidConfiguration;
import dev.sluice.shared.config.Problems;
import dev.sluice.shared.config.YamlFile;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

import javax.imageio.ImageIO;

class PlanTest {
    private static final String SMALL =
            """
            load: {jobsPerDay: 20000, shape: office}
            workers:
              g6.xlarge: {fixedMs: 100, perJobMs: 1000, batch: 8}
              g6e.xlarge: {jobsPerSecond: 1}
            goal: 3m
            boot: 100s
            spot: {share: 1, price: 0.4, interruptionsPerMonth: 30}
            scaling: {max: 5, warmUp: 100s}
            """;

    @TempDir Path folder;

    private Plan read(String yaml) throws IOException {
        Problems problems = new Problems();
        Path file = Files.writeString(folder.resolve("plan.yaml"), yaml);
        Plan plan =
                Plan.read(
                        YamlFile.read(file, "plan.yaml", problems),
                        folder,
                        Optional.empty(),
                        problems);
        problems.throwIfAny();
        return plan;
    }

    private List<String> problems(String yaml) {
        return catchThrowableOfType(InvalidConfiguration.class, () -> read(yaml)).problems();
    }

    @Test
    void aWorkersSpeedIsThatOfItsBench() throws IOException {
        Files.writeString(
                folder.resolve("bench.json"),
                """
                {"machine": "a box", "date": "2026-11-30", "ceiling": {"picturesPerSecond": 125}}
                """);
        Worker worker = read("workers: {g4dn.xlarge: {bench: bench.json}}").workers().getFirst();
        assertThat(worker.jobsPerSecond()).isEqualTo(125);
        assertThat(worker.source()).isEqualTo("measured by bench on \"a box\", 2026-11-30");
        assertThat(worker.dollarsPerMillionAtBest())
                .isCloseTo(0.526 / 3600 / 125 * 1e6, within(1e-9));
    }

    @Test
    void theSmallestBatchThatDoesNearlyAllIsEnough() throws IOException {
        Worker worker =
                read("workers: {g6.xlarge: {fixedMs: 10, perJobMs: 10, batch: 64}}")
                        .workers()
                        .getFirst();
        assertThat(worker.withSmallestBatch().cost().batch()).isEqualTo(16);
        assertThat(worker.withSmallestBatch().jobsPerSecond()).isCloseTo(94, within(0.2));
    }

    @Test
    void everyProblemIsSaidAtOnce() throws IOException {
        Files.writeString(folder.resolve("empty.json"), "{}");
        assertThat(
                        problems(
                                """
                                load: {jobsPerDay: 0, shap: flat, history: none.csv}
                                workers:
                                  m9.huge: {jobsPerSecond: 5}
                                  g6.xlarge: {bench: empty.json}
                                  g5.xlarge: {jobsPerSecond: 5, perJobMs: 3}
                                  g6f.large: {bench: ../no-such.json}
                                goal: soon
                                spot: {share: 0.5}
                                scaling: {min: 3, max: 1}
                                """))
                .anySatisfy(p -> assertThat(p).contains("load.jobsPerDay"))
                .anySatisfy(p -> assertThat(p).contains("shap").contains("\"shape\""))
                .anySatisfy(p -> assertThat(p).contains("none.csv: cannot be read"))
                .anySatisfy(p -> assertThat(p).contains("m9.huge").contains("dollarsPerHour"))
                .anySatisfy(p -> assertThat(p).contains("empty.json has no ceiling"))
                .anySatisfy(p -> assertThat(p).contains("g5.xlarge").contains("it alone"))
                .anySatisfy(p -> assertThat(p).contains("no-such.json cannot be read"))
                .anySatisfy(p -> assertThat(p).contains("goal"))
                .anySatisfy(p -> assertThat(p).contains("spot.price"))
                .anySatisfy(p -> assertThat(p).contains("scaling.min"));
        assertThat(problems("workers: {}")).singleElement().asString().contains("ops/sluice bench");
    }

    @Test
    void whatIsRecommendedMeetsTheGoalAndIsNoDearer() throws IOException {
        Advice advice = new Planner(read(SMALL), line -> {}).advise();

        assertThat(advice.types()).extracting(t -> t.worker().type()).startsWith("g6.xlarge");
        assertThat(advice.rivals())
                .extracting(Trial::scaler)
                .startsWith(Scalers.SLUICE)
                .containsExactlyInAnyOrder(Scalers.values());
        assertThat(advice.best().meets(advice.plan().goal())).isTrue();
        assertThat(advice.best().dollarsPerDay())
                .isLessThanOrEqualTo(advice.types().getFirst().dollarsPerDay());
        assertThat(advice.rivals()).allMatch(t -> t.outcome().ended() == t.outcome().arrived());
        assertThat(advice.best().dollarsPerDay())
                .as("all spot, for four tenths, and what scaling costs")
                .isLessThan(
                        advice.best().outcome().hours().spotSeconds() / 3600 * 0.8048 * 0.4 + 0.2);
    }

    @Test
    void figuresAndPlotsSayThatTheyAreSimulated() throws IOException {
        Advice advice = new Planner(read(SMALL), line -> {}).advise();

        assertThat(PlanJson.of(advice).path("simulated").asBoolean()).isTrue();
        assertThat(PlanJson.of(advice)).hasToString(PlanJson.of(again()).toString());
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        Plot.write(advice, png);
        assertThat(ImageIO.read(new ByteArrayInputStream(png.toByteArray())).getWidth())
                .isEqualTo(2000);
    }

    private Advice again() throws IOException {
        return new Planner(read(SMALL), line -> {}).advise();
    }
}
