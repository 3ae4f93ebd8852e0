package dev.sluice.ops.provision;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.shared.job.FailureReason;
import dev.sluice.shared.job.Job;
import dev.sluice.shared.job.Row;
import dev.sluice.shared.job.rows.DispatchRows.Dispatch;
import dev.sluice.shared.job.rows.FinalRows;
import dev.sluice.shared.job.rows.StageRows;
import dev.sluice.shared.job.rows.StageRows.Begun;
import dev.sluice.shared.job.rows.StageRows.Claim;
import dev.sluice.shared.job.rows.StageRows.Told;
import dev.sluice.shared.pipeline.Pipeline;
import dev.sluice.shared.pipeline.Pipelines;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Who may do a stage, its conditions evaluated by DynamoDB Local. */
class StageRowsTest {
    private static final Duration SILENCE = Duration.ofMinutes(3);
    private static final Claim MINE = new Claim("message-1", 1);
    private static final Claim OTHER = new Claim("message-2", 1);

    private final OneRow rows = new OneRow();
    private final Job first = rows.old.at("first");
    private final Job second = rows.old.at("second");

    @TempDir private Path repository;
    private List<Pipeline> lanes = List.of();
    private StageRows atFirst;
    private StageRows atSecond;

    @BeforeEach
    void twoStages() throws IOException {
        Files.writeString(
                Files.createDirectory(repository.resolve("cats")).resolve("pipeline.yaml"),
                """
                name: cats
                match: "{customerID}/cats/{imageID}.jpg"
                row: "{imageID}"
                output: {name: "{customerID}/result/{imageID}"}
                stages:
                  first: {folder: "{customerID}/first/{imageID}", options: {program: [true]}}
                  second: {folder: "{customerID}/second/{imageID}", options: {program: [true]}}
                """);
        lanes = Pipelines.read(repository, List.of()).lanes();
        atFirst = new StageRows(rows.table, lanes.getFirst());
        atSecond = new StageRows(rows.table, lanes.getLast());
    }

    private void dispatched() {
        assertThat(rows.dispatch.pending(first, lanes.getFirst()))
                .as("again, where a client has repeated its call")
                .isNotEqualTo(Dispatch.NOTHING);
    }

    private static Told told(double share) {
        return new Told(
                Optional.of(share),
                "first: at work",
                Duration.ofSeconds(7),
                Optional.of(Duration.ofSeconds(9)));
    }

    @Test
    void rule24_oneMessageMayDoAStage() {
        dispatched();
        assertThat(rows.read().text("currentStage")).contains("first");
        assertThat(rows.read().text("status")).contains("RUNNING");

        assertThat(atFirst.begin(first, MINE, SILENCE)).isInstanceOf(Begun.Ours.class);
        assertThat(atFirst.begin(first, OTHER, SILENCE)).isInstanceOf(Begun.Others.class);
        assertThat(atFirst.holds(first, MINE)).isTrue();
        assertThat(atFirst.holds(first, OTHER)).isFalse();
        assertThat(atSecond.begin(second, OTHER, SILENCE)).isInstanceOf(Begun.Nothing.class);
    }

    @Test
    void rule24_whoReceivesAMessageAgainTakesItsStageOver() {
        dispatched();
        atFirst.begin(first, MINE, SILENCE);
        Claim again = new Claim("message-1", 2);

        assertThat(atFirst.begin(first, again, SILENCE)).isInstanceOf(Begun.Ours.class);
        assertThat(atFirst.tell(first, MINE, told(0.5))).isFalse();
        assertThat(atFirst.handOver(first, MINE, "second", Map.of())).isFalse();
        assertThat(atFirst.tell(first, again, told(0.5))).isTrue();
    }

    @Test
    void rule24_whoeverIsSilentForLongIsGivenUp() {
        dispatched();
        atFirst.begin(first, MINE, SILENCE);

        rows.now = OneRow.NOW.plus(SILENCE);
        assertThat(atFirst.begin(first, OTHER, SILENCE)).isInstanceOf(Begun.Others.class);
        rows.now = OneRow.NOW.plus(SILENCE).plusMillis(1);
        assertThat(atFirst.begin(first, OTHER, SILENCE)).isInstanceOf(Begun.Ours.class);
        assertThat(atFirst.tell(first, MINE, told(0.5))).isFalse();
    }

    @Test
    void rule24_aStageIsHandedOverOnce() {
        dispatched();
        atFirst.begin(first, MINE, SILENCE);

        Map<String, Duration> took = Map.of("first", Duration.ofSeconds(5));
        assertThat(atFirst.handOver(first, MINE, "second", took)).isTrue();
        assertThat(atFirst.handOver(first, MINE, "second", took)).isFalse();
        assertThat(atFirst.begin(first, MINE, SILENCE)).isInstanceOf(Begun.Nothing.class);
        assertThat(rows.read().status()).contains(Row.Status.PENDING);
        assertThat(rows.read().text("details")).contains("waits for a worker of second");
        assertThat(rows.read().map("stageSeconds"))
                .containsExactly(Map.entry("first", AttributeValue.fromN("5")));
        assertThat(atSecond.begin(second, OTHER, SILENCE)).isInstanceOf(Begun.Ours.class);
    }

    @Test
    void rule24_aStoppedJobIsNobodys() {
        dispatched();
        atFirst.begin(first, MINE, SILENCE);
        FailureReason why = new FailureReason(StageRows.STOPPED, "It was stopped.");

        assertThat(atSecond.stop(second, why)).as("it is at another stage").isFalse();
        assertThat(atFirst.stop(first, why)).isTrue();
        assertThat(atFirst.stop(first, why)).isFalse();
        assertThat(atFirst.holds(first, MINE)).isFalse();
        assertThat(atFirst.tell(first, MINE, told(0.5))).isFalse();
        assertThat(atFirst.handOver(first, MINE, "second", Map.of())).isFalse();
        assertThat(atFirst.begin(first, OTHER, SILENCE)).isInstanceOf(Begun.Nothing.class);
        assertThat(rows.read().text("status")).contains("ABORTED");
        assertThat(rows.read().text("details")).contains("stopped during first");
    }

    @Test
    void aRowTellsHowFarItsStageIsAndForgetsItAtTheEnd() {
        dispatched();
        atFirst.begin(first, MINE, SILENCE);

        atFirst.tell(first, MINE, told(0.25));
        assertThat(rows.read().map("progress"))
                .containsExactly(Map.entry("first", AttributeValue.fromN("0.25")));
        assertThat(rows.read().number("elapsedSeconds")).contains(7L);
        assertThat(rows.read().number("estimatedCompletionSeconds")).contains(9L);

        rows.now = OneRow.NOW.plusSeconds(30);
        FailureReason late = new FailureReason("timeout", "It took too long.");
        assertThat(new FinalRows(rows.table, lanes.getFirst()).failed(first, late, 1)).isTrue();
        assertThat(rows.read().text("status")).contains("TIMED_OUT");
        assertThat(rows.read().text("details")).contains("first took too long");
        assertThat(rows.read().number("elapsedSeconds")).contains(30L);
        assertThat(rows.read().map("progress")).isEmpty();
        assertThat(rows.read().number("estimatedCompletionSeconds")).isEmpty();
    }

    @Test
    void rule24_anOvertakenUploadsStageIsNobodys() {
        dispatched();
        atFirst.begin(first, MINE, SILENCE);
        rows.dispatch.pending(rows.newer.at("first"), lanes.getFirst());

        assertThat(atFirst.holds(first, MINE)).isFalse();
        assertThat(atFirst.handOver(first, MINE, "second", Map.of())).isFalse();
        assertThat(atFirst.begin(first, MINE, SILENCE)).isInstanceOf(Begun.Nothing.class);
    }

    @Test
    void detailsAreCutSoThatARowStaysSmall() {
        Told told = new Told(Optional.empty(), "x".repeat(500), Duration.ZERO, Optional.empty());

        assertThat(told.details()).hasSize(120).endsWith("…");
    }
}
