package dev.sluice.ops.plan.scaler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.ops.deploy.scaling.Scaling;
import dev.sluice.shared.config.Problems;
import dev.sluice.shared.config.Section;

import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/** What each does, and when; jobs take 0.1 s, and 30 s of work may wait for a worker. */
class ScalersTest {
    private static final double BOOT = 60;

    private final Scene scene = new Scene();

    private static Scaler scaler(Scalers which, Map<String, Object> yaml) {
        Problems problems = new Problems();
        Scaling scaling = Scaling.read(new Section(yaml, key -> key, problems), List.of("jobs"));
        problems.throwIfAny();
        return which.of(scaling, 0.1, Instant.parse("2026-11-30T00:00:00Z"));
    }

    private static Scaler scaler(Scalers which) {
        return scaler(which, Map.of("max", 20, "warmUp", "60s"));
    }

    @Test
    void oursStartsFromZeroAtItsFirstDataPointInSteps() {
        Scaler ours = scaler(Scalers.SLUICE);
        assertThat(scene.until(30, ours, BOOT)).isZero();
        scene.visible = 1300; // 130 s of work for one: the step from four targets on

        assertThat(scene.until(50, ours, BOOT)).as("a data point, and ten seconds").isEqualTo(4);
        assertThat(scene.until(85, ours, BOOT)).as("while they boot").isEqualTo(4);
    }

    @Test
    void oursTracksTheBacklogAfterThreeDataPointsAndCountsWhoWarmsUp() {
        Scaler ours = scaler(Scalers.SLUICE);
        scene.ready = 2;
        scene.visible = 1200; // 60 s of work for each of two: four are wanted
        assertThat(scene.until(30, ours, BOOT)).isEqualTo(2);
        assertThat(scene.until(50, ours, BOOT)).isEqualTo(4);
        assertThat(scene.until(80, ours, BOOT)).as("nobody is launched twice").isEqualTo(4);
    }

    @Test
    void oursKeepsBusyWorkersThoughNothingWaitsAndLetsThemGoAfterTheCooldown() {
        Scaler ours = scaler(Scalers.SLUICE);
        scene.ready = 4;
        for (int i = 0; i < 200; i++) {
            assertThat(scene.until(5 * (i + 1), ours, BOOT)).isEqualTo(4);
            scene.ended += 130; // in 5 s: 26 a second, 65 % of four workers
        }
        assertThat(scene.until(1000 + 300, ours, BOOT)).as("within the cooldown").isEqualTo(4);
        assertThat(scene.until(1000 + 900, ours, BOOT)).isZero();
    }

    @Test
    void schedulesChangeTheSize() {
        Scaler ours =
                scaler(
                        Scalers.SLUICE,
                        Map.of(
                                "max",
                                20,
                                "schedules",
                                Map.of("early", Map.of("at", "00:10", "min", 3))));
        assertThat(scene.until(600, ours, BOOT)).isZero();
        assertThat(scene.until(610, ours, BOOT)).isEqualTo(3);
    }

    @Test
    void othersOnSqsOwnMetricsWaitForThreeMinutesOfThemAndHaveOneWorkerAlways() {
        for (Scalers which : List.of(Scalers.QUEUE_DEPTH, Scalers.BACKLOG_PER_INSTANCE)) {
            Scene fresh = new Scene();
            Scaler scaler = scaler(which);
            assertThat(scaler.first()).isEqualTo(1);
            fresh.ready = 1;
            fresh.visible = 900; // three targets' worth
            assertThat(fresh.until(180, scaler, BOOT)).as(which.title()).isEqualTo(1);
            assertThat(fresh.until(200, scaler, BOOT)).as(which.title()).isEqualTo(3);
        }
    }

    @Test
    void aQueueThatSleptSaysNothingForAQuarterOfAnHour() {
        SqsMetric metric = new SqsMetric(View::visible);
        assertThat(metric.applyAsDouble(scene)).isZero();
        scene.now = 7 * 3600;
        scene.visible = 5;
        assertThat(metric.applyAsDouble(scene)).isNaN();
        scene.now += 899;
        assertThat(metric.applyAsDouble(scene)).isNaN();
        scene.now += 1;
        assertThat(metric.applyAsDouble(scene)).isEqualTo(5);
    }

    @Test
    void kedaPollsEveryHalfMinuteDoublesAndGoesBackAfterFiveMinutes() {
        Scaler keda = scaler(Scalers.KEDA);
        assertThat(scene.until(5, keda, BOOT)).isZero();
        scene.visible = 5000; // of 300 for each: 17
        assertThat(scene.until(30, keda, BOOT)).as("before the next poll").isZero();
        assertThat(scene.until(35, keda, BOOT)).as("the poll, and four more").isEqualTo(5);
        assertThat(scene.until(50, keda, BOOT)).isEqualTo(10);
        assertThat(scene.until(65, keda, BOOT)).isEqualTo(17);
        scene.visible = 0;
        assertThat(scene.until(330, keda, BOOT)).as("stabilization").isEqualTo(17);
        assertThat(scene.until(800, keda, BOOT)).isZero();
    }
}
