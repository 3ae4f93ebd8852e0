package dev.sluice.ops.cli.status;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.sluice.ops.fleet.Rows;
import dev.sluice.shared.job.Row;

import java.util.List;
import java.util.Set;

/** What {@code status} tells programs. Times are ms since 1970. */
final class Documents {
    private static final JsonMapper JSON = new JsonMapper();

    private Documents() {}

    /** {@code {"jobs": […]}}. */
    static String rows(List<Row> rows) {
        ObjectNode document = JSON.createObjectNode();
        rows(document.putArray("jobs"), rows);
        return document.toPrettyString();
    }

    /**
     * {@code {"queues": […], "failures": […]}}.
     *
     * @param lanes none: failures alone are asked for
     * @param paused pipelines
     */
    static String fleet(List<Lane> lanes, Set<String> paused, List<Row> failures) {
        ObjectNode document = JSON.createObjectNode();
        if (!lanes.isEmpty()) {
            ArrayNode queues = document.putArray("queues");
            for (Lane lane : lanes) {
                ObjectNode queue = queues.addObject().put("queue", lane.depth().queue());
                if (!lane.pipeline().isEmpty()) {
                    queue.put("pipeline", lane.pipeline())
                            .put("paused", paused.contains(lane.pipeline()));
                }
                queue.put("waiting", lane.depth().waiting())
                        .put("inFlight", lane.depth().inFlight())
                        .put("deadLetters", lane.depth().dead());
            }
        }
        rows(document.putArray("failures"), failures);
        return document.toPrettyString();
    }

    private static void rows(ArrayNode list, List<Row> rows) {
        for (Row row : rows) {
            ObjectNode job =
                    list.addObject()
                            .put("customer", row.customerID())
                            .put("item", row.rowID())
                            .put("pipeline", row.text("pipeline").orElse(null))
                            .put("status", row.text("processingStatus").orElse(null))
                            .put("finding", Rows.outcome(row))
                            .put("key", row.text("s3Key").orElse(null));
            row.number("createdAt").ifPresent(ms -> job.put("createdAt", ms));
            row.number("updatedAt").ifPresent(ms -> job.put("updatedAt", ms));
        }
    }
}
