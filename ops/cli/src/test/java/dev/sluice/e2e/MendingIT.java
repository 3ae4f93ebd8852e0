package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;

import dev.sluice.ops.local.samples.Samples;
import dev.sluice.shared.job.Row;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** What operators mend, by commands in processes of their own (RULES 6, 7). */
final class MendingIT {
    private static final byte[] PHOTO = Samples.photo("coffee.png").bytes();
    private static final int UPLOADS = 40;

    @Test
    void rule6_afterRowsAreLostTwoBackfillsAtOnceEndWithEveryUploadCompletedOnce()
            throws Exception {
        Path pipelines = Pipes.classifier(Pipes.repository(), "wiped");
        try (Fleet fleet = new Fleet(pipelines)) {
            Customer customer = fleet.customer();
            fleet.workerHere();
            upload(customer, "wiped");
            customer.awaitAllSettled(UPLOADS);
            Map<String, Row> before = customer.rows();
            customer.wipeRows();

            Program first = backfill(fleet, customer);
            Program second = backfill(fleet, customer);
            assertThat(first.exitCode()).as(first.output()).isZero();
            assertThat(second.exitCode()).as(second.output()).isZero();

            assertThat(json(first).path("sent").asInt() + json(second).path("sent").asInt())
                    .as("each job once")
                    .isEqualTo(UPLOADS);
            customer.awaitAllSettled(UPLOADS);
            customer.awaitQueuesEmpty("wiped");
            assertThat(customer.rows()).hasSize(UPLOADS);
            assertThat(customer.rows().values())
                    .allSatisfy(
                            row -> {
                                assertThat(row.status()).contains(Row.Status.COMPLETED);
                                assertThat(row.number("attempt")).contains(1L);
                                assertThat(row.generation())
                                        .contains(
                                                before.get(row.rowID())
                                                        .generation()
                                                        .orElseThrow()
                                                        .nextRun());
                            });
            assertThat(customer.keys("wiped-result/")).hasSize(UPLOADS);

            Program again = backfill(fleet, customer);
            assertThat(again.exitCode()).isZero();
            assertThat(json(again).path("found").path("settled").asInt()).isEqualTo(UPLOADS);
            assertThat(json(again).path("sent").asInt()).isZero();
        }
    }

    private static Program backfill(Fleet fleet, Customer customer) {
        return Program.start(
                fleet.environment(Map.of()),
                "backfill",
                "--customer",
                customer.id(),
                "--young",
                "0s",
                "--json");
    }

    /** Whoever takes a job dies: the queue gives them up, and their rows have failed. */
    @Test
    void rule7_afterAPoisonStormARedriveStoppedHalfWayAndRunAgainCompletesEveryUploadOnce()
            throws Exception {
        Path pipelines = Pipes.classifier(Pipes.repository(), "stormy", "limits: {attempts: 1}");
        try (Fleet fleet = new Fleet(pipelines)) {
            Customer customer = fleet.customer();
            upload(customer, "stormy");
            customer.awaitMessages("stormy", UPLOADS);
            String queue = fleet.queueUrl("stormy");
            Awaitility.await("all given up")
                    .until(
                            () -> {
                                fleet.aws()
                                        .settling()
                                        .receiveMessage(
                                                receive ->
                                                        receive.queueUrl(queue)
                                                                .maxNumberOfMessages(10)
                                                                .visibilityTimeout(0));
                                return customer.count(Row.Status.FAILED) == UPLOADS;
                            });
            HttpProxy sqs = fleet.proxy("SQS");
            sqs.hold(call -> call.operation().equals("SendMessageBatch"));
            Program stopped =
                    Program.start(
                            fleet.environment(Map.of("AWS_ENDPOINT_URL_SQS", sqs.endpoint())),
                            "redrive",
                            "--reason",
                            "attempts-exhausted",
                            "--customer",
                            customer.id());
            sqs.awaitHeld(); // rows are pending, their jobs are not sent
            stopped.kill();
            sqs.drop();
            assertThat(customer.count(Row.Status.PENDING)).isPositive();

            Program again =
                    Program.start(
                            fleet.environment(Map.of()),
                            "redrive",
                            "--reason",
                            "attempts-exhausted",
                            "--customer",
                            customer.id(),
                            "--json");
            assertThat(again.exitCode()).as(again.output()).isZero();
            assertThat(json(again).path("sent").asInt()).isEqualTo(UPLOADS);
            fleet.workerHere();
            Awaitility.await("all completed")
                    .until(() -> customer.count(Row.Status.COMPLETED) == UPLOADS);

            customer.awaitQueuesEmpty("stormy");
            assertThat(customer.rows().values())
                    .hasSize(UPLOADS)
                    .allSatisfy(
                            row -> {
                                assertThat(row.text("generation").orElseThrow()).endsWith(".0001");
                                assertThat(row.number("attempt")).contains(1L);
                                assertThat(row.item())
                                        .doesNotContainKeys("failedShard", "failureReason");
                            });
        }
    }

    /** Jobs in work have read their uploads, and write their results when all is gone. */
    @ParameterizedTest
    @ValueSource(strings = {"all", "completed-only"})
    void eraseLeavesNothingAlthoughAWorkerRuns(String rows) throws Exception {
        String name = "erased-" + rows;
        Path pipelines = Pipes.classifier(Pipes.repository(), name, "removed: true");
        Pipes.edit(
                pipelines,
                name,
                name + "-result/{imageID}\"}",
                name + "-result/{imageID}\", rows: " + rows + "}");
        try (Fleet fleet = new Fleet(pipelines)) {
            Customer customer = fleet.customer();
            Customer other = fleet.customer();
            HttpProxy s3 = fleet.proxy("S3");
            fleet.worker(Map.of("AWS_ENDPOINT_URL_S3", s3.endpoint(), "tuning", ", permits: 4"));
            other.put(other.key(name, "photo"), PHOTO);
            customer.put(customer.key(name, "photo"), PHOTO);
            customer.awaitSettled(name + "#photo");
            other.awaitSettled(name + "#photo");
            s3.hold(call -> call.operation().equals("PutObject"));
            upload(customer, name);
            s3.awaitHeld();

            Program erase =
                    Program.start(
                            fleet.environment(Map.of()),
                            "erase",
                            "--customer",
                            customer.id(),
                            "--yes",
                            "--json");
            erase.await("Waiting for");
            s3.letGo();

            assertThat(erase.exitCode()).as(erase.output()).isZero();
            JsonNode removed = json(erase);
            assertThat(removed.path("complete").asBoolean()).isTrue();
            assertThat(removed.path("removed").path("uploads").asInt()).isEqualTo(UPLOADS + 1);
            assertThat(removed.path("removed").path("results").asInt()).isPositive();
            assertThat(customer.keys("")).isEmpty();
            assertThat(customer.rows()).isEmpty();
            assertThat(other.rows()).hasSize(1);
            assertThat(other.keys("")).hasSize(2);
            Program again =
                    Program.start(
                            fleet.environment(Map.of()),
                            "erase",
                            "--customer",
                            customer.id(),
                            "--dry-run",
                            "--json");
            assertThat(again.exitCode()).isZero();
            assertThat(json(again).path("there").path("rows").asInt()).isZero();
        }
    }

    @Test
    void eraseWithoutATerminalWantsYesAndTakesPacksAsWholes() throws Exception {
        Path pipelines = Pipes.classifier(Pipes.repository(), "packed-away");
        Pipes.edit(
                pipelines,
                "packed-away",
                "packed-away-result/{imageID}\"}",
                "packed-away-result/{imageID}\", results: packed}");
        try (Fleet fleet = new Fleet(pipelines)) {
            Customer customer = fleet.customer();
            fleet.workerHere();
            upload(customer, "packed-away");
            customer.awaitAllSettled(UPLOADS);

            Program asked =
                    Program.start(
                            fleet.environment(Map.of()), "erase", "--customer", customer.id());
            assertThat(asked.exitCode()).isEqualTo(2);
            assertThat(asked.output()).contains("--yes");
            assertThat(customer.rows()).hasSize(UPLOADS);

            Program erase =
                    Program.start(
                            fleet.environment(Map.of()),
                            "erase",
                            "--customer",
                            customer.id(),
                            "--yes",
                            "--json");
            assertThat(erase.exitCode()).as(erase.output()).isZero();
            assertThat(json(erase).path("removed").path("packs").asInt()).isPositive();
            assertThat(customer.keys("")).isEmpty();
            assertThat(customer.rows()).isEmpty();
        }
    }

    @Test
    void rule6_aBackfillThatIsKilledBetweenRowsAndJobsIsMadeGoodByTheNext() throws Exception {
        Path pipelines = Pipes.classifier(Pipes.repository(), "cut-off");
        try (Fleet fleet = new Fleet(pipelines)) {
            Customer customer = fleet.customer();
            upload(customer, "cut-off");
            customer.awaitMessages("cut-off", UPLOADS);
            String queue = fleet.queueUrl("cut-off");
            fleet.aws().settling().purgeQueue(purge -> purge.queueUrl(queue));
            customer.wipeRows();
            HttpProxy sqs = fleet.proxy("SQS");
            sqs.hold(call -> call.operation().equals("SendMessageBatch"));
            Program cut =
                    Program.start(
                            fleet.environment(Map.of("AWS_ENDPOINT_URL_SQS", sqs.endpoint())),
                            "backfill",
                            "--customer",
                            customer.id(),
                            "--young",
                            "0s");
            sqs.awaitHeld();
            cut.kill();
            sqs.drop();
            assertThat(cut.output()).contains(UPLOADS + " uploads", "requests, $0.0000");
            assertThat(customer.count(Row.Status.PENDING)).isEqualTo(UPLOADS);
            Awaitility.await("rows that wait for a second")
                    .until(() -> customer.rows().values().stream().allMatch(MendingIT::old));

            Program dry =
                    Program.start(
                            fleet.environment(Map.of()),
                            "backfill",
                            "--dry-run",
                            "--stale",
                            "1s",
                            "--customer",
                            customer.id(),
                            "--young",
                            "0s",
                            "--json");
            assertThat(dry.exitCode()).as(dry.output()).isZero();
            assertThat(json(dry).path("found").path("stale").asInt()).isEqualTo(UPLOADS);
            assertThat(json(dry).path("sent").asInt()).isZero();

            Program next =
                    Program.start(
                            fleet.environment(Map.of()),
                            "backfill",
                            "--stale",
                            "1s",
                            "--customer",
                            customer.id(),
                            "--young",
                            "0s",
                            "--json");
            assertThat(next.exitCode()).as(next.output()).isZero();
            assertThat(json(next).path("sent").asInt()).isEqualTo(UPLOADS);
            fleet.workerHere();
            customer.awaitAllSettled(UPLOADS);
            customer.awaitQueuesEmpty("cut-off");
            assertThat(customer.count(Row.Status.COMPLETED)).isEqualTo(UPLOADS);
        }
    }

    private static boolean old(Row row) {
        return row.number("updatedAt").orElseThrow() < System.currentTimeMillis() - 1500;
    }

    private static void upload(Customer customer, String pipeline) {
        IntStream.range(0, UPLOADS)
                .parallel()
                .forEach(i -> customer.put(customer.key(pipeline, "photo-" + i), PHOTO));
    }

    /** Its last line that is an object. */
    private static JsonNode json(Program program) throws Exception {
        List<String> lines = program.output().lines().filter(line -> line.startsWith("{")).toList();
        return new JsonMapper().readTree(lines.getLast());
    }
}
