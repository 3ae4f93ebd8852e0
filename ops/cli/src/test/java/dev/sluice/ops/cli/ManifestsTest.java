package dev.sluice.ops.cli;

import static dev.sluice.ops.cli.MainCode.HOME;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.shared.Settings;
import dev.sluice.shared.metrics.Families;

import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The image's definition, and the files that run it in Compose and Kubernetes, agree with the
 * programs.
 */
class ManifestsTest {
    private static final Pattern STAGE = Pattern.compile("(?m)^FROM \\S+ AS (\\S+)$");
    private static final Pattern TARGET = Pattern.compile("--target (\\w+)");
    private static final String WRITABLE = "/tmp";

    /** YAML 1.2 knows no merging; Compose does. */
    private static Object merged(Object node) {
        return switch (node) {
            case Map<?, ?> map -> {
                Map<Object, Object> whole = new LinkedHashMap<>();
                if (merged(map.get("<<")) instanceof Map<?, ?> shared) {
                    whole.putAll(shared);
                }
                map.forEach((key, value) -> whole.put(key, merged(value)));
                whole.remove("<<");
                yield whole;
            }
            case List<?> list -> list.stream().map(ManifestsTest::merged).toList();
            case null -> "";
            default -> node;
        };
    }

    private static List<Node> documents(String file) throws IOException {
        List<Node> documents = new ArrayList<>();
        Load yaml = new Load(LoadSettings.builder().setLabel(file).build());
        for (Object each : yaml.loadAllFromString(Files.readString(HOME.resolve(file)))) {
            documents.add(new Node(merged(each)));
        }
        return documents;
    }

    private static List<Node> kubernetes(String kind) throws IOException {
        List<Node> all = new ArrayList<>();
        for (String file : List.of("ops/kubernetes/sluice.yaml", "ops/kubernetes/keda.yaml")) {
            documents(file).stream().filter(each -> each.get("kind").is(kind)).forEach(all::add);
        }
        assertThat(all).isNotEmpty();
        return all;
    }

    /** As a pod's container gets them: with credentials, which a role gives. */
    private static Map<String, String> environment() throws IOException {
        Map<String, String> environment = new HashMap<>();
        kubernetes("ConfigMap")
                .getFirst()
                .get("data")
                .map()
                .forEach((name, value) -> environment.put(name, value.toString()));
        environment.put("AWS_ACCESS_KEY_ID", "test");
        environment.put("AWS_SECRET_ACCESS_KEY", "test");
        return environment;
    }

    private static String dockerfile() throws IOException {
        return Files.readString(HOME.resolve("Dockerfile.gpu"));
    }

    /** One target's lines, from its FROM to the next. */
    private static String stage(String target) throws IOException {
        String file = dockerfile();
        int begin = file.indexOf(" AS " + target + "\n");
        int end = file.indexOf("\nFROM ", begin);
        return file.substring(begin, end < 0 ? file.length() : end);
    }

    @Test
    void bothTargetsAreTheSameButForTheGpu() throws IOException {
        assertThat(STAGE.matcher(dockerfile()).results().map(stage -> stage.group(1)))
                .contains("cpu", "gpu");
        assertThat(TARGET.matcher(dockerfile()).results().map(target -> target.group(1)))
                .containsExactlyInAnyOrder("cpu", "gpu");
        List<String> gpu = stage("gpu").lines().skip(1).toList();
        List<String> cpu = stage("cpu").lines().skip(1).toList();
        assertThat(cpu.stream().filter(line -> !line.startsWith("#")).map(ManifestsTest::common))
                .containsExactlyElementsOf(
                        gpu.stream()
                                .filter(line -> !line.startsWith("ENV ENABLE_GPU=true "))
                                .map(ManifestsTest::common)
                                .toList());
    }

    private static String common(String line) {
        return line.replaceAll("(cpu|gpu)-parts", "parts").replaceAll("models on .*\"", "models\"");
    }

    /** Debian's buildah takes no here-documents, and the GPU's must start on any base. */
    @Test
    void theImageIsAsEveryBuilderTakesIt() throws IOException {
        assertThat(dockerfile()).doesNotContain("<<");
        for (String target : List.of("cpu", "gpu")) {
            assertThat(stage(target))
                    .doesNotContain("\nRUN ")
                    .containsPattern("\nUSER [1-9]\\d*:[1-9]\\d*\n")
                    .contains("\nENTRYPOINT [\"/opt/sluice/bin/worker\"]")
                    .contains("\nHEALTHCHECK ")
                    .contains("\nSTOPSIGNAL SIGTERM\n");
        }
    }

    @Test
    void containersOfKubernetesGetSettingsThatTheProgramsTake() throws IOException {
        Settings settings = Settings.read(environment());
        for (Node deployment : kubernetes("Deployment")) {
            Node pod = deployment.get("spec").get("template").get("spec");
            assertThat(seconds(pod.get("terminationGracePeriodSeconds")))
                    .isGreaterThan(settings.drainTimeout().toSeconds());
            boolean worker = deployment.get("metadata").get("name").is("sluice-worker");
            assertThat(pod.get("shareProcessNamespace").is("true")).isEqualTo(worker);
            Node container = pod.get("containers").list().getFirst();
            assertThat(container.get("image").toString()).matches("sluice:[cg]pu");
            int port = settings.http().orElseThrow().getPort();
            assertThat(seconds(container.get("ports").list().getFirst().get("containerPort")))
                    .isEqualTo(port);
            for (String probe : List.of("readinessProbe", "livenessProbe", "startupProbe")) {
                assertThat(container.get(probe).get("httpGet").get("path").toString())
                        .isIn("/health/ready", "/health/live");
            }
            assertThat(container.get("securityContext").get("readOnlyRootFilesystem").is("true"))
                    .isTrue();
            assertThat(container.get("volumeMounts").list().getFirst().get("mountPath").toString())
                    .isEqualTo(WRITABLE);
            assertThat(stage("cpu"))
                    .contains(
                            "USER %s:%s"
                                    .formatted(
                                            pod.get("securityContext").get("runAsUser"),
                                            pod.get("securityContext").get("runAsGroup")));
        }
    }

    @Test
    void kedaScalesOnAMetricThatIsTold() throws IOException {
        Settings settings = Settings.read(environment());
        Node scaled = kubernetes("ScaledObject").getFirst().get("spec");
        assertThat(kubernetes("Deployment").stream().map(each -> each.get("metadata").get("name")))
                .contains(scaled.get("scaleTargetRef").get("name"));
        assertThat(scaled.get("triggers").list()).isNotEmpty();
        for (Node trigger : scaled.get("triggers").list()) {
            Node metric = trigger.get("metadata");
            assertThat(
                            Families.ALL.stream()
                                    .flatMap(family -> family.cloudwatch().stream())
                                    .filter(told -> told.byPipeline())
                                    .map(told -> told.name()))
                    .contains(metric.get("metricName").toString());
            assertThat(metric.get("dimensionName").toString()).isEqualTo("Fleet;Pipeline");
            String[] values = metric.get("dimensionValue").toString().split(";");
            assertThat(values[0]).isEqualTo(settings.queuePrefix());
            assertThat(HOME.resolve("worker/pipelines").resolve(values[1])).isDirectory();
            assertThat(metric.get("awsRegion").toString()).isEqualTo(settings.aws().region().id());
            assertThat(trigger.get("authenticationRef").get("name"))
                    .isEqualTo(
                            kubernetes("TriggerAuthentication")
                                    .getFirst()
                                    .get("metadata")
                                    .get("name"));
        }
    }

    @Test
    void containersOfComposeGetSettingsThatTheProgramsTake() throws IOException {
        Node services = documents("ops/compose/compose.yaml").getFirst().get("services");
        for (String name : List.of("dispatcher", "worker", "worker-gpu")) {
            Node service = services.get(name);
            Map<String, String> environment = new HashMap<>();
            service.get("environment")
                    .map()
                    .forEach((variable, value) -> environment.put(variable, value.toString()));
            Settings settings = Settings.read(environment);
            assertThat(seconds(service.get("stop_grace_period")))
                    .isGreaterThan(settings.drainTimeout().toSeconds());
            assertThat(service.get("image").toString()).matches("sluice:[cg]pu");
            assertThat(service.get("tmpfs").list().getFirst().toString()).isEqualTo(WRITABLE);
            assertThat(service.get("init").is("true")).isTrue();
            assertThat(settings.aws().endpoints().get("s3").getHost())
                    .isIn(services.map().keySet());
        }
    }

    private static long seconds(Node node) {
        Matcher number = Pattern.compile("(\\d+)s?").matcher(node.toString());
        assertThat(number.matches()).isTrue();
        return Long.parseLong(number.group(1));
    }

    /** A part of a document; what is not there has no text. */
    private record Node(Object value) {
        Node get(String key) {
            return new Node(map().getOrDefault(key, new Node("")).value);
        }

        Map<String, Node> map() {
            Map<String, Node> nodes = new LinkedHashMap<>();
            if (value instanceof Map<?, ?> map) {
                map.forEach((key, each) -> nodes.put(String.valueOf(key), new Node(each)));
            }
            return nodes;
        }

        List<Node> list() {
            return value instanceof List<?> list
                    ? list.stream().map(Node::new).toList()
                    : List.of();
        }

        boolean is(String text) {
            return toString().equals(text);
        }

        @Override
        public String toString() {
            return String.valueOf(value);
        }
    }
}
