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
 * @param most if everything is
 */
record Estimate(Bill looking, Bill most) {
    private static final int KEYS = 1000;

    /** DynamoDB: an eventually consistent read of a row, which is under 4 KB. */
    private static final double READ = 0.5;

    /** Rows of 1 KB that one Query's unit reads, eventually consistent. */
    private static final double ROWS_A_UNIT = 8;

    /** As {@code FailedRows} asks for them. */
    private static final int ROWS_A_QUERY = 100;

    static Estimate of(Survey survey, boolean inventory) {
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
                                (double) uploads));
        return new Estimate(Bill.of(looking), Bill.of(most));
    }

    /**
     * Of a redrive: a row is written in the table and in the index, when it is begun and when its
     * job is sent.
     */
    static Estimate ofRedrive(long rows) {
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
                                5.0 * rows));
        return new Estimate(Bill.of(looking), Bill.of(most));
    }

    private static void send(Map<String, Long> calls, long jobs) {
        calls.put("sqs.SendMessageBatch", Math.ceilDiv(jobs, WorkQueue.BATCH));
        calls.put("sqs.GetQueueAttributes", Math.ceilDiv(jobs, Manner.AHEAD));
    }
}
