package dev.sluice.ops.dashboard.read;

import dev.sluice.ops.fleet.StagedJobs;
import dev.sluice.shared.job.Row;
import dev.sluice.shared.pipeline.Pipeline;
import dev.sluice.shared.pipeline.Stages.Stage;

import org.jspecify.annotations.Nullable;

import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * One stage of a long job, as its row tells of it.
 *
 * @param state what became of it
 * @param seconds that it took; null until it is done, and for the last one, of which the manifest
 *     tells
 * @param expectedSeconds as the pipeline says; null if it does not
 * @param share done, 0 to 1, while it is at work and says so
 */
public record StageView(
        String name,
        String state,
        @Nullable Long seconds,
        @Nullable Long expectedSeconds,
        @Nullable Double share) {

    private enum State {
        DONE,
        CURRENT,
        FAILED,
        WAITING
    }

    /** All stages in their order; none for a pipeline without. */
    public static List<StageView> of(Row row, Pipeline pipeline) {
        List<StageView> views = new ArrayList<>();
        if (pipeline.stages().all().isEmpty()) {
            return views;
        }
        String at = StagedJobs.stage(pipeline, row);
        State state = State.DONE;
        for (Stage stage : pipeline.stages().all()) {
            boolean here = stage.name().equals(at);
            State its = here ? current(row) : state;
            views.add(
                    new StageView(
                            stage.name(),
                            its.name().toLowerCase(Locale.ROOT),
                            number(row.map("stageSeconds"), stage.name())
                                    .map(Double::longValue)
                                    .orElse(null),
                            stage.expected().map(time -> time.toSeconds()).orElse(null),
                            number(row.map("progress"), stage.name()).orElse(null)));
            if (here) {
                state = its == State.DONE ? State.DONE : State.WAITING;
            }
        }
        return views;
    }

    private static State current(Row row) {
        return row.status()
                .map(
                        status ->
                                switch (status) {
                                    case COMPLETED -> State.DONE;
                                    case FAILED, DELETED -> State.FAILED;
                                    case PENDING, PROCESSING -> State.CURRENT;
                                })
                .orElse(State.WAITING);
    }

    private static Optional<Double> number(Map<String, AttributeValue> values, String name) {
        return Optional.ofNullable(values.get(name)).map(AttributeValue::n).map(Double::valueOf);
    }
}
