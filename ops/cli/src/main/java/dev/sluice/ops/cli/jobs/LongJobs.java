package dev.sluice.ops.cli.jobs;

import dev.sluice.ops.fleet.Fleet;
import dev.sluice.shared.job.Row;
import dev.sluice.shared.job.RowKey;
import dev.sluice.shared.pipeline.Pipeline;

import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

import java.util.Map;
import java.util.Optional;

/** Rows of long jobs, read consistently. */
record LongJobs(DynamoDbClient dynamodb, String table, String bucket) {
    static LongJobs of(Fleet fleet) {
        return new LongJobs(
                fleet.clients().dynamodb(), fleet.settings().table(), fleet.settings().bucket());
    }

    /** Empty if there is none of this pipeline's. */
    Optional<LongJob> read(Pipeline pipeline, RowKey key) {
        Map<String, AttributeValue> item =
                dynamodb.getItem(
                                get ->
                                        get.tableName(table)
                                                .consistentRead(true)
                                                .key(
                                                        Map.of(
                                                                "customerID",
                                                                AttributeValue.fromS(
                                                                        key.customerID()),
                                                                "imageID",
                                                                AttributeValue.fromS(key.rowID()))))
                        .item();
        return Optional.of(new Row(item))
                .filter(row -> row.text("pipeline").equals(Optional.of(pipeline.name())))
                .map(row -> new LongJob(pipeline, row, bucket));
    }

    /** As it is by now; as it was, if it is gone. */
    LongJob again(LongJob job) {
        RowKey key = new RowKey(job.row().customerID(), job.id(), job.row().rowID());
        return read(job.pipeline(), key).orElse(job);
    }
}
