package dev.sluice.ops.dashboard.read;

import dev.sluice.shared.job.Row;
import dev.sluice.shared.pipeline.Pipeline;
import dev.sluice.shared.pipeline.Pipelines;

import org.jspecify.annotations.Nullable;

import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A job's page: its row, and what lies in the store beside it.
 *
 * @param task the pipeline's; null where no pipeline of that name is served here
 * @param artifacts what its pipeline makes beside the document, by the endings of their keys
 * @param document whether there is a result document
 * @param stages of a long job; none where all is done in one go
 * @param attributes the row as it is stored
 */
public record JobView(
        RowView row,
        @Nullable String task,
        List<String> artifacts,
        boolean document,
        List<StageView> stages,
        Map<String, Object> attributes) {

    public static JobView of(Row row, Pipelines pipelines) {
        Optional<Pipeline> pipeline = row.text("pipeline").flatMap(pipelines::named);
        boolean completed = row.status().filter(Row.Status.COMPLETED::equals).isPresent();
        return new JobView(
                RowView.of(row),
                pipeline.map(Pipeline::task).orElse(null),
                completed ? pipeline.map(p -> p.output().artifacts()).orElse(List.of()) : List.of(),
                row.result().isPresent(),
                pipeline.map(p -> StageView.of(row, p)).orElse(List.of()),
                plain(row.item()));
    }

    private static Map<String, Object> plain(Map<String, AttributeValue> item) {
        Map<String, Object> plain = new TreeMap<>();
        item.forEach((name, value) -> plain.put(name, plain(value)));
        return plain;
    }

    private static Object plain(AttributeValue value) {
        return switch (value.type()) {
            case S -> value.s();
            case N -> new BigDecimal(value.n());
            case BOOL -> value.bool();
            case M -> plain(value.m());
            case L -> {
                List<Object> list = new ArrayList<>();
                value.l().forEach(each -> list.add(plain(each)));
                yield list;
            }
            default -> value.toString();
        };
    }
}
