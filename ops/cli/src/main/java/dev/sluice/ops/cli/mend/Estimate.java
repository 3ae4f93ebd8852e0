package dev.sluice.ops.cli.mend;

import dev.sluice.dispatcher.backfill.Survey;
import dev.sluice.dispatcher.requeue.Manner;
import dev.sluice.shared.aws.ApiMeter;
import dev.sluice.shared.aws.Usage;
import dev.sluice.shared.aws.WorkQueue;

import java.util.Map;
import java.util.TreeMap;

/**
 * What work will ask of AWS, from what a first look counted.
 *
 * @param looking if nothing is to be sent
 * @param most if everything is; waiting for a full queue comes on top
 */
record Estimate(Bill looking, Bill most) {
    private static final int KEYS = 1000;

    /** DynamoDB: an eventually consistent read of a row, which is under 4 KB. */
    private static final double READ = 0.5;

    /** Rows of 1 KB that one Query's unit reads, eventually consistent. */
    private static final double ROWS_A_UNIT = 8;

    /** In an index: a row leaves its old place and takes a new one, as its time changes. */
    private static final double MOVE = 2;

    /** Two writes of a row; in the index of failures one move, and its end. */
    private static final double FAILED = 5;

    /** As {@code FailedRows} asks for them. */
    private static final int ROWS_A_QUERY = 100;

    /**
     * Of a backfill.
     *
     * @param indexes that rows are in while they wait
     */
    static Estimate of(Survey survey, boolean inventory, int indexes) {
        long uploads = survey.uploads();
        Map<String, Long> calls = new TreeMap<>();
        if (!inventory) {
            calls.put("s3.ListObjectsV2", Math.ceilDiv(survey.objects(), KEYS));
        }
        calls.put("dynamodb.GetItem", uploads);
        Usage looking = new Usage(calls, Map.of(ApiMeter.READ_UNITS, READ * uploads));
        calls.put("s3.HeadObject", survey.results() + (inventory ? uploads : 0));
        send(calls, uploads);
        calls.put("dynamodb.UpdateItem", uploads);
        Usage most =
                new Usage(
                        calls,
                        Map.of(
                                ApiMeter.READ_UNITS,
                                READ * uploads,
                                ApiMeter.WRITE_UNITS,
                                (1 + MOVE * indexes) * uploads));
        return new Estimate(Bill.of(looking), Bill.of(most));
    }

    /**
     * Of a redrive: a row is written in the table and in the index, when it is begun and when its
     * job is sent.
     *
     * @param indexes beside the one of failures
     */
    static Estimate ofRedrive(long rows, int indexes) {
        Map<String, Long> calls = new TreeMap<>();
        calls.put("dynamodb.Query", Math.ceilDiv(rows, ROWS_A_QUERY) + 10);
        Usage looking = new Usage(calls, Map.of(ApiMeter.READ_UNITS, rows / ROWS_A_UNIT));
        send(calls, rows);
        calls.put("dynamodb.UpdateItem", 2 * rows);
        Usage most =
                new Usage(
                        calls,
                        Map.of(
                                ApiMeter.READ_UNITS,
                                rows / ROWS_A_UNIT,
                                ApiMeter.WRITE_UNITS,
                                (FAILED + 2 * MOVE * indexes) * rows));
        return new Estimate(Bill.of(looking), Bill.of(most));
    }

    private static void send(Map<String, Long> calls, long jobs) {
        calls.put("sqs.SendMessageBatch", Math.ceilDiv(jobs, WorkQueue.BATCH));
        calls.put("sqs.GetQueueAttributes", Math.ceilDiv(jobs, Manner.AHEAD));
    }
}
