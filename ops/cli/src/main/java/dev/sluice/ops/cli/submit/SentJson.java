package dev.sluice.ops.cli.submit;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.sluice.ops.fleet.Rows;
import dev.sluice.ops.fleet.Sent;
import dev.sluice.shared.job.Row;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What was uploaded, for programs. */
final class SentJson {
    private SentJson() {}

    /**
     * @param settled rows of those whose work has ended; others have no {@code status}
     */
    static String of(List<Sent> sent, Map<Sent, Row> settled) {
        ArrayNode all = new JsonMapper().createArrayNode();
        for (Sent upload : sent) {
            ObjectNode each =
                    all.addObject()
                            .put("file", upload.submission().file())
                            .put("key", upload.submission().key())
                            .put("customerID", upload.submission().customerID())
                            .put("rowID", upload.submission().rowID())
                            .put("pipeline", upload.submission().pipeline().name());
            Optional.ofNullable(settled.get(upload)).ifPresent(row -> into(each, upload, row));
        }
        return all.toPrettyString();
    }

    private static void into(ObjectNode json, Sent upload, Row row) {
        Optional<String> failure = upload.submission().failure(row);
        row.status()
                .ifPresent(
                        status ->
                                json.put(
                                        "status",
                                        failure.isPresent()
                                                ? Row.Status.FAILED.stored()
                                                : status.stored()));
        json.put("finding", failure.orElseGet(() -> Rows.outcome(row)));
        row.text("failureReason").ifPresent(reason -> json.put("failureReason", reason));
        row.text("resultKey").ifPresent(key -> json.put("resultKey", key));
    }
}
