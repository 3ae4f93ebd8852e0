package dev.sluice.ops.deploy.scaling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.ops.deploy.scaling.Policy.FromZero;
import dev.sluice.ops.deploy.scaling.Policy.Step;
import dev.sluice.ops.deploy.scaling.Policy.TargetTracking;
import dev.sluice.shared.config.InvalidConfiguration;
import dev.sluice.shared.config.Problems;
import dev.sluice.shared.config.Section;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

class ScalingTest {
    private static final Duration TEN = Duration.ofSeconds(10);

    private static Scaling read(Map<String, Object> yaml, String... pipelines) {
        Problems problems = new Problems();
        Section section = new Section(yaml, key -> "fleet.yaml: scaling." + key, problems);
        Scaling scaling = Scaling.read(section, List.of(pipelines));
        problems.throwIfAny();
        return scaling;
    }

    @Test
    void nothingSaidIsTheUsual() {
        assertThat(read(Map.of(), "flakes")).isEqualTo(Scaling.usual(List.of("flakes")));
    }

    @Test
    void aPoolTracksEachPipelinesBacklogStartsFromZeroAndStaysBusy() {
        Scaling scaling =
                read(Map.of("max", 3, "backlog", "20s", "busy", 60), "moderation", "flakes");
        assertThat(scaling.policies())
                .containsExactly(
                        new TargetTracking("backlog-flakes", "flakes", Signal.BACKLOG, 20, TEN),
                        fromZero("flakes"),
                        new TargetTracking(
                                "backlog-moderation", "moderation", Signal.BACKLOG, 20, TEN),
                        fromZero("moderation"),
                        new TargetTracking("busy", "flakes", Signal.WORKERS_BUSY, 60, TEN));
    }

    private static FromZero fromZero(String pipeline) {
        return new FromZero(
                "from-zero-" + pipeline,
                pipeline,
                Signal.BACKLOG_WITHOUT_WORKERS,
                TEN,
                List.of(
                        new Step(0, OptionalDouble.of(40), 1),
                        new Step(40, OptionalDouble.empty(), 2)));
    }

    @Test
    void aPoolThatIsNeverEmptyNeedsNoStart() {
        assertThat(read(Map.of("min", 1), "flakes").policies())
                .noneMatch(policy -> policy instanceof FromZero);
    }

    @Test
    void aScheduleThatEmptiesItDoes() {
        Map<String, Object> nights = Map.of("nights", Map.of("at", "22:00", "min", 0));
        assertThat(read(Map.of("min", 1, "schedules", nights), "flakes").policies())
                .anyMatch(policy -> policy instanceof FromZero);
    }

    @Test
    void stepsDoubleUpToEightAndHaveNoGaps() {
        List<Step> steps =
                read(Map.of("max", 100), "flakes").policies().stream()
                        .filter(FromZero.class::isInstance)
                        .map(FromZero.class::cast)
                        .findFirst()
                        .orElseThrow()
                        .steps();
        assertThat(steps).extracting(Step::workers).containsExactly(1, 2, 4, 8);
        assertThat(steps.getFirst().from()).isZero();
        for (int i = 1; i < steps.size(); i++) {
            assertThat(steps.get(i - 1).to()).hasValue(steps.get(i).from());
        }
        assertThat(steps.getLast().to()).isEmpty();
    }

    @Test
    void aScheduleIsACronOfItsZone() {
        Schedule schedule =
                read(
                                Map.of(
                                        "schedules",
                                        Map.of(
                                                "mornings",
                                                Map.of(
                                                        "days",
                                                        List.of("monday", "sunday"),
                                                        "at",
                                                        "07:30",
                                                        "zone",
                                                        "Europe/Berlin",
                                                        "min",
                                                        2))),
                                "flakes")
                        .schedules()
                        .getFirst();
        assertThat(schedule.cron()).isEqualTo("30 7 * * 0,1");
        assertThat(schedule.size()).isEqualTo(new Size(2, 4));
        assertThat(schedule.begins(ZonedDateTime.parse("2026-11-30T06:30:59Z"))).isTrue();
        assertThat(schedule.begins(ZonedDateTime.parse("2026-11-30T06:31:00Z"))).isFalse();
        assertThat(schedule.begins(ZonedDateTime.parse("2026-12-01T06:30:00Z"))).isFalse();
    }

    @Test
    void everyProblemIsSaidAtOnce() {
        Map<String, Object> yaml =
                Map.of(
                        "min",
                        5,
                        "max",
                        2,
                        "period",
                        "20s",
                        "warmUp",
                        "2h",
                        "cooldwon",
                        "5m",
                        "busy",
                        99,
                        "backlog",
                        Map.of("flakes", "0s", "flaks", "10s"),
                        "schedules",
                        Map.of("a b", Map.of("at", "25:00", "zone", "GMT+5 ", "max", 0)));
        assertThat(
                        catchThrowableOfType(InvalidConfiguration.class, () -> read(yaml, "flakes"))
                                .problems())
                .anySatisfy(p -> assertThat(p).contains("min").contains("no more than max, 2"))
                .anySatisfy(p -> assertThat(p).contains("period").contains("10s, 30s or 60s"))
                .anySatisfy(p -> assertThat(p).contains("warmUp"))
                .anySatisfy(p -> assertThat(p).contains("cooldwon").contains("\"cooldown\""))
                .anySatisfy(p -> assertThat(p).contains("busy").contains("10 to 95"))
                .anySatisfy(p -> assertThat(p).contains("backlog.flakes"))
                .anySatisfy(p -> assertThat(p).contains("flaks").contains("\"flakes\""))
                .anySatisfy(p -> assertThat(p).contains("a schedule's name"))
                .anySatisfy(p -> assertThat(p).contains("at: \"25:00\""))
                .anySatisfy(p -> assertThat(p).contains("zone"))
                .anySatisfy(p -> assertThat(p).contains("max: \"0\""));
    }

    @Test
    void namesOfMetricsAreThoseThatArePublished() {
        assertThat(List.of(Signal.values()))
                .extracting(Signal::metric)
                .containsExactly("BacklogSeconds", "BacklogWithoutWorkers", "WorkersBusy");
        assertThat(Signal.BACKLOG.dimensions("sluice", "flakes"))
                .containsExactly(Map.entry("Fleet", "sluice"), Map.entry("Pipeline", "flakes"));
    }
}
