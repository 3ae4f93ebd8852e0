package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.sluice.ops.local.samples.Samples;
import dev.sluice.shared.aws.AwsClients;
import dev.sluice.shared.job.Row;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import software.amazon.awssdk.services.sqs.model.Message;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** What is shipped: each runs by itself, and holds nothing that it does not use. */
final class DistributionsIT {
    private static final Path HOME = Path.of(System.getProperty("sluice.home"));
    private static final Path WORKER = HOME.resolve("worker/target/worker");
    private static final Path DISPATCHER = HOME.resolve("dispatcher/target/dispatcher");
    private static final Path ZIP = HOME.resolve("dispatcher/target/sluice-dispatcher-aws.zip");
    private static final JsonMapper JSON = new JsonMapper();

    /** Emulators, the command line, plotting, tests, and HTTP clients that nobody calls. */
    private static final List<String> NOBODYS =
            List.of(
                    "scala",
                    "scalikejdbc",
                    "pekko",
                    "elasticmq",
                    "s3proxy",
                    "jetty-",
                    "h2-",
                    "picocli",
                    "progressbar",
                    "xchart",
                    "junit",
                    "assertj",
                    "netty-",
                    "apache-client",
                    "httpclient-4",
                    "aws-crt-",
                    "sluice-local",
                    "sluice-bench",
                    "sluice-cli",
                    "sluice-fleet",
                    "sluice-provision",
                    "sluice-testing");

    /** What Lambda does: a class path of jars, a handler by its name, an event as JSON. */
    private static final String LAMBDA =
            """
            public class Lambda {
                public static void main(String[] arguments) throws Exception {
                    com.amazonaws.services.lambda.runtime.RequestStreamHandler handler =
                            (com.amazonaws.services.lambda.runtime.RequestStreamHandler)
                                    Class.forName("dev.sluice.dispatcher.LambdaHandler")
                                            .getConstructor()
                                            .newInstance();
                    java.io.ByteArrayOutputStream answer = new java.io.ByteArrayOutputStream();
                    try (java.io.InputStream event = new java.io.FileInputStream(arguments[0])) {
                        handler.handleRequest(event, answer, null);
                    }
                    System.out.println(answer);
                    System.exit(0);
                }
            }
            """;

    /** What Lambda says of itself; with SnapStart all is opened before the first event. */
    private static final Map<String, String> LAMBDAS =
            Map.of(
                    "AWS_LAMBDA_FUNCTION_NAME",
                    "dispatcher",
                    "AWS_LAMBDA_INITIALIZATION_TYPE",
                    "snap-start",
                    "SLUICE_HTTP",
                    "off",
                    "SLUICE_LOG",
                    "json");

    @TempDir private Path folder;

    @Test
    void theWorkersHoldsWhatItUsesAlone() throws IOException {
        List<String> jars = jars(WORKER);
        assertThat(jars).anyMatch(jar -> jar.startsWith("sluice-worker-"));
        assertThat(jars).anyMatch(jar -> jar.startsWith("onnxruntime"));
        assertThat(jars).noneMatch(DistributionsIT::nobodys);
        assertThat(jars)
                .noneMatch(jar -> jar.startsWith("sluice-dispatcher") || jar.contains("lambda"));
        try (Stream<Path> libraries = Files.walk(WORKER.resolve("native"))) {
            assertThat(libraries.map(library -> String.valueOf(library.getFileName())))
                    .contains("libonnxruntime.so");
        }
    }

    @Test
    void theDispatchersHoldsNoModelsEither() throws IOException {
        List<String> jars = jars(DISPATCHER);
        assertThat(jars).anyMatch(jar -> jar.startsWith("sluice-dispatcher-"));
        assertThat(jars).anyMatch(jar -> jar.startsWith("auth-")); // without it, no first event
        assertThat(jars).noneMatch(DistributionsIT::nobodys);
        assertThat(jars)
                .noneMatch(
                        jar ->
                                jar.startsWith("sluice-worker")
                                        || jar.startsWith("onnxruntime")
                                        || jar.contains("opencv")
                                        || jar.contains("openblas")
                                        || jar.contains("javacpp"));
    }

    /** Of the same build, without what neither a function nor a dispatcher's instance uses. */
    @Test
    void theDispatchersZipIsItsJarsButThoseOfOthers() throws IOException {
        try (ZipFile zip = new ZipFile(ZIP.toFile())) {
            List<String> names =
                    zip.stream()
                            .filter(entry -> !entry.isDirectory())
                            .map(ZipEntry::getName)
                            .toList();
            assertThat(names).allMatch(name -> name.matches("lib/[^/]+\\.jar"));
            List<String> jars = names.stream().map(name -> name.substring(4)).toList();
            assertThat(jars).anyMatch(jar -> jar.startsWith("auth-"));
            assertThat(jars).noneMatch(DistributionsIT::nobodys);
            assertThat(jars)
                    .noneMatch(jar -> jar.startsWith("autoscaling-") || jar.startsWith("sso"));
            assertThat(jars(DISPATCHER)).containsAll(jars);
        }
        assertThat(Files.size(ZIP)).as("Lambda takes 50 MB").isLessThan(50_000_000);
    }

    /** As Lambda does. */
    private Path unpacked() throws IOException {
        Path task = Files.createDirectories(folder.resolve("task"));
        try (ZipFile zip = new ZipFile(ZIP.toFile())) {
            for (ZipEntry entry : Collections.list(zip.entries())) {
                Path file = task.resolve(entry.getName());
                Files.createDirectories(entry.isDirectory() ? file : file.getParent());
                if (!entry.isDirectory()) {
                    try (InputStream in = zip.getInputStream(entry)) {
                        Files.copy(in, file);
                    }
                }
            }
        }
        return task;
    }

    @Test
    void rule20_uploadsAreCompletedByTheDistributionsAloneLambdaIncluded() throws Exception {
        Path config = folder.resolve("sluice.yaml");
        Files.writeString(config, "worker: {pollWait: 1s}\n");
        try (Stack stack = Stack.take();
                AwsClients aws = stack.clients()) {
            stack.provision(Pipes.shipped());
            Map<String, String> environment =
                    new HashMap<>(
                            stack.environment(
                                    Pipes.shipped(), Map.of("SLUICE_DRAIN_TIMEOUT", "2m")));
            Customer customer = new Customer(aws, stack.settings(Pipes.shipped()));
            customer.put(customer.id() + "/moderate/by-lambda.png", photo());

            Map<String, String> function = new HashMap<>(environment);
            function.putAll(LAMBDAS);
            assertThat(lambda(event(aws, stack, customer), function))
                    .contains("{\"batchItemFailures\":[]}");
            assertThat(customer.row("moderate#by-lambda").flatMap(Row::status))
                    .contains(Row.Status.PENDING);

            environment.put("SLUICE_CONFIG", config.toString());
            environment.put("JAVA_HOME", System.getProperty("java.home"));
            environment.put("JAVA_OPTS", "-Xmx700m -XX:TieredStopAtLevel=1");
            try (Program dispatcher = script(DISPATCHER.resolve("bin/dispatcher"), environment);
                    Program worker = script(WORKER.resolve("bin/worker"), environment)) {
                dispatcher.await("Dispatcher polls");
                worker.await("the worker polls");
                customer.put(customer.id() + "/moderate/by-process.png", photo());
                for (String row : List.of("moderate#by-lambda", "moderate#by-process")) {
                    assertThat(customer.awaitSettled(row).status()).contains(Row.Status.COMPLETED);
                }
                dispatcher.terminate();
                worker.terminate();
                assertThat(dispatcher.exitCode()).isZero();
                assertThat(worker.exitCode()).isZero();
                assertThat(worker.output()).doesNotContain("Exception");
            }
        }
    }

    @Test
    void whatIsMissingIsASentenceAndCode3AndAnArgumentIsCode2() {
        Map<String, String> nothing = Map.of("JAVA_HOME", System.getProperty("java.home"));
        for (Path script :
                List.of(WORKER.resolve("bin/worker"), DISPATCHER.resolve("bin/dispatcher"))) {
            try (Program program = script(script, nothing)) {
                assertThat(program.exitCode()).isEqualTo(3);
                assertThat(program.output()).contains("S3_BUCKET_NAME").doesNotContain("\tat ");
            }
            try (Program program =
                    Program.run(nothing, List.of(script.toString(), "--help"), "arguments")) {
                assertThat(program.exitCode()).isEqualTo(2);
                assertThat(program.output()).contains("no arguments");
            }
        }
    }

    private static boolean nobodys(String jar) {
        return NOBODYS.stream().anyMatch(jar::startsWith);
    }

    private static List<String> jars(Path distribution) throws IOException {
        try (Stream<Path> files = Files.list(distribution.resolve("lib"))) {
            return files.map(file -> String.valueOf(file.getFileName())).sorted().toList();
        }
    }

    private static byte[] photo() {
        return Samples.photo("coffee.png").bytes();
    }

    private static Program script(Path script, Map<String, String> environment) {
        return Program.run(
                environment, List.of(script.toString()), String.valueOf(script.getFileName()));
    }

    /** The store's own event, in the frame that Lambda puts around an SQS message. */
    private Path event(AwsClients aws, Stack stack, Customer customer) throws IOException {
        String name = stack.settings(Pipes.shipped()).queuePrefix() + "-events";
        String url = aws.settling().getQueueUrl(get -> get.queueName(name)).queueUrl();
        Message message =
                Awaitility.await("the upload's event")
                        .until(
                                () ->
                                        aws
                                                .receiving()
                                                .receiveMessage(receive -> receive.queueUrl(url))
                                                .messages()
                                                .stream()
                                                .filter(m -> m.body().contains(customer.id()))
                                                .findFirst(),
                                Optional::isPresent)
                        .orElseThrow();
        aws.settling()
                .deleteMessage(
                        delete -> delete.queueUrl(url).receiptHandle(message.receiptHandle()));
        ObjectNode invocation = JSON.createObjectNode();
        invocation
                .putArray("Records")
                .addObject()
                .put("messageId", message.messageId())
                .put("eventSource", "aws:sqs")
                .put("body", message.body());
        Path file = folder.resolve("event.json");
        Files.writeString(file, invocation.toString());
        return file;
    }

    private String lambda(Path event, Map<String, String> environment) throws IOException {
        Path source = folder.resolve("Lambda.java");
        Files.writeString(source, LAMBDA);
        try (Program lambda =
                Program.run(
                        environment,
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xmx512m",
                                "-XX:TieredStopAtLevel=1",
                                "-cp",
                                unpacked().resolve("lib") + "/*",
                                source.toString(),
                                event.toString()),
                        "lambda")) {
            assertThat(lambda.exitCode()).as(lambda.output()).isZero();
            return lambda.output();
        }
    }
}
