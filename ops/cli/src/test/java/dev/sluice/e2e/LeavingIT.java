package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.ops.local.samples.Samples;
import dev.sluice.shared.job.Row;
import dev.sluice.testing.SimulatedAutoScaling;
import dev.sluice.testing.SimulatedInstance;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Every way out of an autoscaling group, with real processes and forty jobs in hand: an instance
 * and a group that are simulated tell the worker over HTTP, as EC2 and Auto Scaling do.
 */
final class LeavingIT {
    private static final byte[] PHOTO = Samples.photo("coffee.png").bytes();
    private static final int IN_HAND = 40;
    private static final int UPLOADS = 60;

    /** A spot instance is gone two minutes after its notice. */
    private static final Duration NOTICE = Duration.ofMinutes(2);

    /** Before this no worker ends that took a notice for one just given. */
    private static final Duration UNHEEDED = Duration.ofSeconds(100);

    /** An emulator's Auto Scaling. */
    private static final Optional<String> OUTSIDE =
            Optional.ofNullable(System.getenv("AWS_ENDPOINT_URL_AUTO_SCALING"));

    private final SimulatedInstance instance = new SimulatedInstance("i-0123456789abcdef0");

    @AfterEach
    void close() {
        instance.close();
    }

    @Test
    void rule23_aSpotNoticeWithJobsInHandFinishesThemAndTouchesNothingElse() throws Exception {
        try (Held held = new Held("spot", environment(Map.of()))) {
            instance.interrupt(in(NOTICE));
            held.worker.await("draining, for 1").await("EC2 takes this spot instance back");
            held.s3.letGo();

            assertThat(held.worker.endsWithin(NOTICE)).isTrue();
            held.assertFinishedAndOthersUntouched();
        }
    }

    @Test
    void rule23_aSpotNoticeWithJobsThatDoNotEndGivesThemBackInTime() throws Exception {
        Map<String, String> patient = Map.of("SLUICE_DRAIN_TIMEOUT", "1h");
        try (Held held = new Held("spot-stuck", environment(patient))) {
            instance.interrupt(in(Duration.ofSeconds(25))); // seen late
            held.worker.await("draining");

            assertThat(held.worker.endsWithin(UNHEEDED))
                    .as("one that does not read the notice's time takes 110 s")
                    .isTrue();
            held.assertAllGivenBack(0);
        }
    }

    @Test
    void rule23_aRebalanceRecommendationDrains() throws Exception {
        try (Held held = new Held("rebalance", environment(Map.of()))) {
            instance.recommendRebalance(in(Duration.ZERO));
            held.worker.await("draining, for 1").await("EC2 recommends to leave");
            held.s3.letGo();

            held.assertFinishedAndOthersUntouched();
        }
    }

    /** The hook ends after AWS's least time-out; the jobs take longer than half of that. */
    @Test
    void rule23_theGroupsHookWaitsForJobsInHandAndIsToldTheMomentTheyAreDone() throws Exception {
        instance.target("InService");
        try (SimulatedAutoScaling scaling = new SimulatedAutoScaling("i-0123456789abcdef0", 30);
                Held held = new Held("group", environment(scaling))) {
            held.worker.await("in autoscaling group fleet");
            scaling.terminate();
            instance.target("Terminated");
            held.worker.await("draining").await("takes this instance to Terminated");
            Awaitility.await()
                    .until(() -> scaling.calls().contains("RecordLifecycleActionHeartbeat"));
            assertThat(scaling.state()).isEqualTo("Terminating:Wait");
            held.s3.letGo();

            held.assertFinishedAndOthersUntouched();
            assertThat(scaling.calls()).endsWith("CompleteLifecycleAction");
            assertThat(scaling.state()).isEqualTo("Terminated");
            assertThat(held.worker.output()).contains("hook drain need not wait any longer");
        }
    }

    @Test
    void rule23_aSecondSignalGivesBackAtOnceWhatIsInHand() throws Exception {
        try (Held held = new Held("hurried", Map.of("SLUICE_DRAIN_TIMEOUT", "1h"))) {
            held.worker.terminate();
            held.worker.await("draining");
            Awaitility.await()
                    .pollInterval(Duration.ofSeconds(1))
                    .until(
                            () -> {
                                held.worker.terminate();
                                return held.worker.output().contains("told again");
                            });

            held.assertAllGivenBack(0);
        }
    }

    @Test
    void rule14_aBrokenModelGivesAllJobsInHandBackAndFailsNone() throws Exception {
        Path models =
                Path.of(System.getProperty("sluice.home"), "ops/cli/src/test/resources/models");
        Path pipelines =
                Pipes.classifier(
                        Pipes.repository(), "broken", models.resolve("fails-on-photos"), 8);
        try (Held held = new Held("broken", pipelines, Map.of(), SickModelIT.dark())) {
            held.s3.letGo();

            held.assertAllGivenBack(1);
            assertThat(held.worker.output()).contains("the worker stops: model broken");
        }
    }

    @Test
    void rule23_aWorkerThatStartsOnAnInstanceAlreadyMarkedNeverPolls() throws Exception {
        instance.target("Terminated");
        Path pipelines = Pipes.classifier(Pipes.repository(), "marked");
        try (SimulatedAutoScaling scaling = new SimulatedAutoScaling("i-0123456789abcdef0", 300);
                Fleet fleet = new Fleet(pipelines)) {
            scaling.terminate();
            Customer customer = fleet.customer();
            customer.put(customer.key("marked", "photo"), PHOTO);
            customer.awaitMessages("marked", 1);
            HttpProxy sqs = fleet.proxy("SQS");
            Map<String, String> environment = environment(scaling);
            environment.put("AWS_ENDPOINT_URL_SQS", sqs.endpoint());
            try (Program worker = Program.start(fleet.environment(environment), "worker")) {
                assertThat(worker.exitCode()).as(worker.output()).isZero();
                assertThat(worker.output())
                        .contains("polls for nothing", "takes this instance to Terminated");
            }
            assertThat(sqs.counts()).containsKey("GetQueueUrl").doesNotContainKey("ReceiveMessage");
            assertThat(scaling.state()).isEqualTo("Terminated");
        }
    }

    @Test
    void withoutAnInstanceItSaysSoOnceAndWorks() throws Exception {
        Map<String, String> nowhere =
                Map.of("AWS_EC2_METADATA_SERVICE_ENDPOINT", instance.endpoint().toString());
        instance.close();
        Path pipelines = Pipes.classifier(Pipes.repository(), "nowhere");
        try (Fleet fleet = new Fleet(pipelines)) {
            Customer customer = fleet.customer();
            Program worker = fleet.worker(nowhere).await("this is no EC2 instance");
            customer.put(customer.key("nowhere", "photo"), PHOTO);
            customer.awaitSettled("nowhere#photo");
            worker.terminate();

            assertThat(worker.exitCode()).isZero();
            assertThat(worker.output()).containsOnlyOnce("EC2 instance").doesNotContain("\tat ");
        }
    }

    /** First as in a container at hop limit 1, then slow; a worker works all the same. */
    @Test
    void withoutATokenItNamesTheHopLimitAndWorksAndHeedsAMarkOnceItGetsOne() throws Exception {
        instance.tokens(SimulatedInstance.Tokens.LOST);
        Path pipelines = Pipes.classifier(Pipes.repository(), "tokenless");
        try (Fleet fleet = new Fleet(pipelines)) {
            Customer customer = fleet.customer();
            Program worker = fleet.worker(environment(Map.of())).await("hop limit 2");
            customer.put(customer.key("tokenless", "photo"), PHOTO);
            customer.awaitSettled("tokenless#photo");
            instance.delay(Duration.ofSeconds(1));
            instance.tokens(SimulatedInstance.Tokens.GIVEN);
            instance.interrupt(in(NOTICE));

            assertThat(worker.exitCode()).isZero();
            assertThat(worker.output())
                    .containsOnlyOnce("hop limit")
                    .contains("EC2 takes this spot instance back")
                    .doesNotContain("\tat ");
        }
    }

    /** The group and its hook are those of an emulator; what the instance says is simulated. */
    @Test
    void anAutoScalingThatNobodyHereWroteTakesOurCalls() throws Exception {
        Assumptions.assumeTrue(
                OUTSIDE.isPresent(), "AWS_ENDPOINT_URL_AUTO_SCALING names no emulator");
        Path pipelines = Pipes.classifier(Pipes.repository(), "outside");
        try (Fleet fleet = new Fleet(pipelines)) {
            String name = "leaving-" + UUID.randomUUID();
            scaling("CreateLaunchConfiguration&LaunchConfigurationName=%s&ImageId=ami-1", name);
            scaling(
                    "CreateAutoScalingGroup&AutoScalingGroupName=%1$s&LaunchConfigurationName=%1$s"
                            + "&MinSize=1&MaxSize=1&DesiredCapacity=1"
                            + "&AvailabilityZones.member.1=us-east-1a",
                    name);
            scaling(
                    "PutLifecycleHook&AutoScalingGroupName=%s&LifecycleHookName=drain"
                            + "&LifecycleTransition=autoscaling:EC2_INSTANCE_TERMINATING"
                            + "&HeartbeatTimeout=60",
                    name);
            Pattern id = Pattern.compile("<InstanceId>(.+?)</InstanceId>");
            Matcher member =
                    Awaitility.await()
                            .until(
                                    () ->
                                            id.matcher(
                                                    scaling(
                                                            "DescribeAutoScalingGroups"
                                                                + "&AutoScalingGroupNames.member.1=%s",
                                                            name)),
                                    Matcher::find);
            instance.put("instance-id", member.group(1));
            instance.target("InService");
            Program worker = fleet.worker(environment(Map.of()));
            worker.await("in autoscaling group " + name + "; its hook drain waits PT1M");
            instance.target("Terminated");

            assertThat(worker.exitCode()).as(worker.output()).isZero();
            assertThat(worker.output()).contains("hook drain need not wait any longer");
        }
    }

    /** By the plain protocol, as any client would. */
    private static String scaling(String action, String name) throws Exception {
        String body = "Version=2011-01-01&Action=" + action.formatted(name);
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<String> answer =
                    client.send(
                            HttpRequest.newBuilder(URI.create(OUTSIDE.orElseThrow()))
                                    .header("Content-Type", "application/x-www-form-urlencoded")
                                    .header(
                                            "Authorization",
                                            "AWS4-HMAC-SHA256"
                                                + " Credential=test/20261130/us-east-1/autoscaling/aws4_request,"
                                                + " SignedHeaders=host, Signature=0")
                                    .POST(HttpRequest.BodyPublishers.ofString(body))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            return answer.body();
        }
    }

    private static String in(Duration time) {
        return Instant.now().plus(time).truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private Map<String, String> environment(Map<String, String> more) {
        Map<String, String> all = new HashMap<>(more);
        all.put("AWS_EC2_METADATA_SERVICE_ENDPOINT", instance.endpoint().toString());
        return all;
    }

    private Map<String, String> environment(SimulatedAutoScaling scaling) {
        return environment(Map.of("AWS_ENDPOINT_URL_AUTO_SCALING", scaling.endpoint().toString()));
    }

    /**
     * A worker with {@link #IN_HAND} jobs in work, each waiting for its upload; more are queued.
     */
    private static final class Held implements AutoCloseable {
        private final String pipeline;
        private final Fleet fleet;
        private final Customer customer;
        private final HttpProxy s3;
        private final Program worker;

        Held(String name, Map<String, String> environment) throws Exception {
            this(
                    name,
                    Pipes.classifier(Pipes.repository(), name, "lease: 60s"),
                    environment,
                    PHOTO);
        }

        Held(String name, Path pipelines, Map<String, String> environment, byte[] upload)
                throws Exception {
            pipeline = name;
            fleet = new Fleet(pipelines);
            customer = fleet.customer();
            for (int i = 0; i < UPLOADS; i++) {
                customer.put(customer.key(name, "photo-" + i), upload);
            }
            customer.awaitMessages(name, UPLOADS);
            s3 = fleet.proxy("S3");
            s3.hold(call -> call.operation().equals("GetObject"));
            Map<String, String> all = new HashMap<>(environment);
            all.put("AWS_ENDPOINT_URL_S3", s3.endpoint());
            all.put("tuning", ", permits: " + IN_HAND);
            worker = fleet.worker(all);
            Awaitility.await().until(() -> fleet.waiting(name) == UPLOADS - IN_HAND);
        }

        /** And then another worker takes the others, which nobody had received. */
        void assertFinishedAndOthersUntouched() {
            assertThat(worker.exitCode()).as(worker.output()).isZero();
            assertThat(customer.rows().values()).filteredOn(Row::settled).hasSize(IN_HAND);
            assertThat(fleet.waiting(pipeline)).isEqualTo(UPLOADS - IN_HAND);
            fleet.workerHere();
            customer.awaitAllSettled(UPLOADS);
            assertThat(customer.rows().values())
                    .as("each message was received once")
                    .allMatch(row -> row.number("attempt").orElseThrow() == 1)
                    .allMatch(row -> row.status().orElseThrow() == Row.Status.COMPLETED);
            customer.awaitQueuesEmpty(pipeline);
        }

        /** Nothing is settled, and nothing is lost. */
        void assertAllGivenBack(int exitCode) {
            assertThat(worker.exitCode()).as(worker.output()).isEqualTo(exitCode);
            assertThat(customer.rows().values())
                    .hasSize(UPLOADS)
                    .allMatch(row -> row.status().orElseThrow() == Row.Status.PENDING);
            assertThat(customer.messages(pipeline)).isEqualTo(UPLOADS);
            assertThat(customer.messages(pipeline + "-dlq")).isZero();
        }

        @Override
        public void close() throws Exception {
            fleet.close();
        }
    }
}
