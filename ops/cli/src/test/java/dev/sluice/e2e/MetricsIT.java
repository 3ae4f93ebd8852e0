package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.ops.local.samples.Samples;
import dev.sluice.shared.metrics.Families;
import dev.sluice.shared.metrics.Family;
import dev.sluice.shared.metrics.Family.Kind;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatch.model.Datapoint;
import software.amazon.awssdk.services.cloudwatch.model.Dimension;
import software.amazon.awssdk.services.cloudwatch.model.Statistic;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What programs tell of themselves, asked over HTTP, of processes of their own. */
final class MetricsIT {
    private static final byte[] PHOTO = Samples.photo("coffee.png").bytes();

    @TempDir private Path folder;

    @Test
    void upExportsWhereBothProgramsTellHowTheyAre() throws Exception {
        Path file = folder.resolve("env");
        Path pipelines = Pipes.classifier(Pipes.repository(), "told");
        try (Program up =
                Program.start(
                                Map.of("MODEL_PATH", pipelines.toString()),
                                "up",
                                "--env-file",
                                file.toString())
                        .await("Ready")) {
            await().until(() -> Files.exists(file));
            for (String program : List.of("worker", "dispatcher")) {
                Port port = new Port(exported(file, program));
                assertThat(port.health("ready")).startsWith("200 ").contains("\"ready\"");
                assertThat(port.health("live")).startsWith("200 ");
                assertThat(port.get("/info").body())
                        .contains("\"program\":\"" + program + "\"", "\"told\":\"1\"")
                        .contains("\"queuePrefix\":\"sluice\"")
                        .doesNotContainIgnoringCase("secret");
                await().until( // a busy machine's SQS may not answer within the first scrape
                                () ->
                                        port.metrics()
                                                .contains(
                                                        "sluice_backlog_seconds{pipeline=\"told\"}"
                                                                + " 0.0"));
            }
            up.terminate();
            assertThat(up.exitCode()).isZero();
        }
    }

    private static String exported(Path file, String program) throws Exception {
        String name = "export SLUICE_" + program.toUpperCase(Locale.ROOT) + "_URL='";
        return Files.readAllLines(file).stream()
                .filter(line -> line.startsWith(name))
                .map(line -> line.substring(name.length(), line.length() - 1))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aWorkersMetricsAreThoseOfTheListAndPrometheusParsesThem() throws Exception {
        Path pipelines = Pipes.classifier(Pipes.repository(), "measured");
        try (Fleet fleet = new Fleet(pipelines)) {
            Customer customer = fleet.customer();
            Program worker = fleet.worker(Map.of());
            Port port = Port.of(worker);
            Set<String> before = named(port.metrics());
            assertThat(before)
                    .as("before the first job")
                    .hasSizeGreaterThanOrEqualTo(16)
                    .contains("sluice_backlog_seconds", "sluice_stage_seconds");

            customer.put(customer.key("measured", "good"), PHOTO);
            customer.put(customer.key("measured", "bad"), new byte[] {1, 2, 3});
            customer.awaitAllSettled(2);

            String completed =
                    "sluice_jobs_total{outcome=\"completed\",pipeline=\"measured\",reason=\"none\"}";
            await().until(() -> port.metric(completed) == 1);
            await().until(
                            () ->
                                    port.metric(
                                                    "sluice_jobs_total{outcome=\"rejected\",pipeline=\"measured\",reason=\"not-a-picture\"}")
                                            == 1);
            await().until(
                            () ->
                                    port.metric(
                                                    "sluice_stage_seconds_count{pipeline=\"measured\",stage=\"settle\"}")
                                            == 1);
            assertThat(port.metric("sluice_batch_items_total{model=\"measured\"}")).isEqualTo(1);
            assertThat(port.metric("sluice_accelerator_busy_seconds_total{model=\"measured\"}"))
                    .isPositive();
            assertThat(
                            port.metric(
                                    "sluice_customer_jobs_total{customer=\""
                                            + customer.id()
                                            + "\"}"))
                    .isEqualTo(2);
            assertThat(
                            port.metric(
                                    "sluice_customer_cost_dollars_per_million_jobs{customer=\""
                                            + customer.id()
                                            + "\"}"))
                    .isGreaterThan(5);
            assertThat(port.metric("sluice_cost_dollars_per_million_jobs")).isGreaterThan(5);
            assertThat(
                            port.metric(
                                    "sluice_aws_requests_total{operation=\"GetObject\",service=\"s3\"}"))
                    .isGreaterThanOrEqualTo(1);
            assertThat(named(port.metrics())).containsAll(expected());

            Set<String> parsed = PrometheusParser.families(port.metrics());
            assertThat(parsed)
                    .filteredOn(name -> name.startsWith("sluice_"))
                    .hasSizeGreaterThanOrEqualTo(16)
                    .contains("sluice_backlog_seconds");
            String open = port.get("/metrics", "application/openmetrics-text;version=1.0.0").body();
            assertThat(PrometheusParser.openMetricsFamilies(open))
                    .contains("sluice_backlog_seconds");
        }
    }

    /** Without those of a GPU, which the machine of the tests may have or not. */
    private static Set<String> expected() {
        return Families.of(Family.Program.WORKER).stream()
                .filter(family -> !family.labels().contains("gpu"))
                .map(Family::prometheus)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Names of the families that have samples; each of ours must be in the list. */
    private static Set<String> named(String text) {
        Set<String> named = new TreeSet<>();
        for (Family family : Families.ALL) {
            String sample = family.prometheus() + (family.kind() == Kind.TIMER ? "_count" : "");
            if (text.lines().anyMatch(line -> line.matches(sample + "[{ ].*"))) {
                named.add(family.prometheus());
            }
        }
        text.lines()
                .filter(line -> line.startsWith("# TYPE sluice_"))
                .map(line -> line.split(" ")[2])
                .filter(name -> !name.endsWith("_seconds_max")) // Micrometer's, of a timer
                .forEach(
                        name ->
                                assertThat(Families.ALL)
                                        .extracting(Family::prometheus)
                                        .contains(name));
        return named;
    }

    @Test
    void readinessComesLastAndGoesFirst() throws Exception {
        Path pipelines = Pipes.classifier(Pipes.repository(), "seen");
        try (Fleet fleet = new Fleet(pipelines)) {
            Customer customer = fleet.customer();
            HttpProxy s3 = fleet.proxy("S3");
            s3.hold(call -> call.operation().equals("HeadBucket"));
            Program worker =
                    Program.start(
                            fleet.environment(Map.of("AWS_ENDPOINT_URL_S3", s3.endpoint())),
                            "worker");
            try (worker) {
                Port port = Port.of(worker);
                s3.awaitHeld();
                assertThat(port.health("ready")).startsWith("503 ").contains("\"starting\"");
                assertThat(port.health("live")).startsWith("200 ");

                s3.letGo();
                worker.await("the worker polls");
                assertThat(port.health("ready")).startsWith("200 ");
                assertThat(port.metric("sluice_state{state=\"ready\"}")).isEqualTo(1);

                s3.hold(call -> call.operation().equals("PutObject"));
                customer.put(customer.key("seen", "photo"), PHOTO);
                s3.awaitHeld();
                worker.terminate();
                await().until(() -> port.health("ready").startsWith("503 "));
                assertThat(port.health("ready")).contains("\"draining\"");
                assertThat(port.health("live")).startsWith("200 ");
                assertThat(port.metric("sluice_messages_held{pipeline=\"seen\"}")).isEqualTo(1);

                s3.letGo();
                assertThat(worker.exitCode()).isZero();
            }
            customer.awaitAllSettled(1);
        }
    }

    @Test
    void aPortThatIsTakenIsCode3AndNoneIsFine() throws Exception {
        Path pipelines = Pipes.classifier(Pipes.repository(), "quiet");
        try (Fleet fleet = new Fleet(pipelines)) {
            Port taken = Port.of(fleet.worker(Map.of()));
            String address = taken.url().replace("http://", "");
            for (String command : List.of("worker", "dispatcher")) {
                try (Program second =
                        Program.start(fleet.environment(Map.of("SLUICE_HTTP", address)), command)) {
                    assertThat(second.exitCode()).as(second.output()).isEqualTo(3);
                    assertThat(second.output())
                            .contains("cannot listen at " + address, "SLUICE_HTTP")
                            .doesNotContain("\tat ");
                }
            }
            Program silent = fleet.worker(Map.of("SLUICE_HTTP", "off"));
            assertThat(silent.output()).doesNotContain("tells health");
        }
    }

    @Test
    void cloudWatchIsToldByFleetAndNeverByWorker() throws Exception {
        Assumptions.assumeTrue(
                System.getenv("AWS_ENDPOINT_URL_CLOUDWATCH") != null,
                "AWS_ENDPOINT_URL_CLOUDWATCH names no CloudWatch");
        Path pipelines = Pipes.classifier(Pipes.repository(), "watched");
        try (Fleet fleet = new Fleet(pipelines)) {
            Customer customer = fleet.customer();
            CloudWatchClient cloudwatch = fleet.aws().beside().cloudwatch().orElseThrow();
            String prefix = fleet.settings(Map.of()).queuePrefix();
            Instant start = Instant.now();
            // A stack is used again: what a test before told of the same fleet stands there, too.
            double jobs = samples(points(cloudwatch, "JobSeconds", prefix, start));
            double failed = sum(points(cloudwatch, "FailedJobs", prefix, start));
            fleet.worker(Map.of());
            fleet.worker(Map.of());
            for (int i = 0; i < 5; i++) {
                customer.put(customer.key("watched", "photo-" + i), PHOTO);
            }
            customer.awaitAllSettled(5);

            await().until(
                            () ->
                                    samples(points(cloudwatch, "JobSeconds", prefix, start))
                                            == jobs + 5);
            await().until(() -> !points(cloudwatch, "BacklogSeconds", prefix, start).isEmpty());
            assertThat(sum(points(cloudwatch, "FailedJobs", prefix, start))).isEqualTo(failed);
            assertThat(
                            cloudwatch
                                    .listMetrics(list -> list.namespace("Sluice"))
                                    .metrics()
                                    .stream()
                                    .flatMap(metric -> metric.dimensions().stream())
                                    .map(Dimension::name)
                                    .distinct())
                    .containsOnly("Fleet", "Pipeline");
        }
    }

    private static double samples(List<Datapoint> points) {
        return points.stream().mapToDouble(Datapoint::sampleCount).sum();
    }

    private static double sum(List<Datapoint> points) {
        return points.stream().mapToDouble(Datapoint::sum).sum();
    }

    private static List<Datapoint> points(
            CloudWatchClient cloudwatch, String metric, String fleet, Instant start) {
        List<Dimension> dimensions = new ArrayList<>();
        dimensions.add(Dimension.builder().name("Fleet").value(fleet).build());
        if (metric.equals("BacklogSeconds")) {
            dimensions.add(Dimension.builder().name("Pipeline").value("watched").build());
        }
        return cloudwatch
                .getMetricStatistics(
                        get ->
                                get.namespace("Sluice")
                                        .metricName(metric)
                                        .dimensions(dimensions)
                                        .period(60)
                                        .startTime(start.minusSeconds(120))
                                        .endTime(Instant.now().plusSeconds(120))
                                        .statistics(Statistic.SAMPLE_COUNT, Statistic.SUM))
                .datapoints();
    }
}
