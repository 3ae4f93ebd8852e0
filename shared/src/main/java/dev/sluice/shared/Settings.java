package dev.sluice.shared;

import static java.util.Map.entry;

import dev.sluice.shared.aws.AwsAccess;
import dev.sluice.shared.config.InvalidConfiguration;
import dev.sluice.shared.config.Problems;
import dev.sluice.shared.config.Section;
import dev.sluice.shared.config.YamlFile;
import dev.sluice.shared.notify.NoticeSettings;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How one program runs: a YAML file ({@code SLUICE_CONFIG}, optional) under the environment. Where
 * there is no room for a file, as in a function, the variable holds what would stand in it, between
 * braces.
 *
 * @param bucket where uploads arrive
 * @param resultBucket where results go
 * @param table the {@code CustomerImages} table
 * @param fleetTable of running programs, paused pipelines and locks
 * @param vectors where vectors are kept, and where they are looked for
 * @param indexes of the rows, beyond that of failed ones
 * @param http where health and metrics are told; empty: nowhere
 * @param metrics who is told them beside
 * @param notices who is told how jobs end
 * @param modelPath a folder or {@code s3://} address with {@code <pipeline>/pipeline.yaml}
 * @param gpu whether a GPU is required
 * @param queuePrefix first part of all queue names
 * @param pipelines which a worker serves; empty for all
 * @param backfill how often the dispatcher looks for uploads that wait for nothing; empty: never
 * @param drainTimeout how long a stopping program may finish work in hand
 * @param tuning what the defaults rarely need
 */
public record Settings(
        AwsAccess aws,
        String bucket,
        String resultBucket,
        String table,
        String fleetTable,
        Vectors vectors,
        Set<Index> indexes,
        String modelPath,
        boolean gpu,
        String queuePrefix,
        List<String> pipelines,
        Optional<Duration> backfill,
        Duration drainTimeout,
        Log log,
        Optional<InetSocketAddress> http,
        MetricsSettings metrics,
        NoticeSettings notices,
        Tuning tuning) {

    /** An index of rows that costs a write unit for each change of one. */
    public enum Index {
        /** The newest of all customers. */
        RECENT,
        /** By status. */
        STATUS
    }

    /**
     * Vectors of what is in customers' collections.
     *
     * @param table where they are durable
     * @param index a folder, or {@code jdbc:postgresql:…} of a database with pgvector; empty: a
     *     folder for temporary files
     */
    public record Vectors(String table, String index) {}

    /** How log lines look, and which there are. */
    public record Log(Format format, Level level) {
        /** One line, or one JSON object, for each. */
        public enum Format {
            TEXT,
            JSON
        }

        /** The least that is said. */
        public enum Level {
            /** Start, end, what goes wrong, and once a minute how many jobs ended how. */
            INFO,
            /** Each completed job besides. */
            DEBUG
        }
    }

    /** Environment variable → key in the file. */
    private static final Map<String, String> VARIABLES =
            Map.ofEntries(
                    entry("S3_BUCKET_NAME", "bucket"),
                    entry("RESULT_BUCKET_NAME", "resultBucket"),
                    entry("DYNAMODB_TABLE_NAME", "table"),
                    entry("FLEET_TABLE_NAME", "fleetTable"),
                    entry("VECTOR_TABLE_NAME", "vectorTable"),
                    entry("SLUICE_VECTOR_INDEX", "vectorIndex"),
                    entry("SLUICE_INDEXES", "indexes"),
                    entry("MODEL_PATH", "modelPath"),
                    entry("ENABLE_GPU", "gpu"),
                    entry("SLUICE_QUEUE_PREFIX", "queuePrefix"),
                    entry("SLUICE_PIPELINES", "pipelines"),
                    entry("SLUICE_BACKFILL", "backfill"),
                    entry("SLUICE_DRAIN_TIMEOUT", "drainTimeout"),
                    entry("SLUICE_LOG", "log"),
                    entry("SLUICE_LOG_LEVEL", "logLevel"),
                    entry("SLUICE_HTTP", "http"),
                    entry("SLUICE_METRICS", "metrics"),
                    entry("SLUICE_SCALING_PERIOD", "scalingPeriod"),
                    entry("SLUICE_SCALING_COOLDOWN", "scalingCooldown"));

    private static final String FILE = "SLUICE_CONFIG";

    public Settings {
        pipelines = List.copyOf(pipelines);
        indexes = Set.copyOf(indexes);
    }

    /**
     * Reads and checks everything.
     *
     * @param environment the process's, or a made one in tests
     * @throws InvalidConfiguration with everything that is wrong
     */
    public static Settings read(Map<String, String> environment) {
        Problems problems = new Problems();
        new OwnVariables(VARIABLES.keySet(), FILE).check(environment, problems);
        Map<String, Object> values = new LinkedHashMap<>();
        String file = environment.getOrDefault(FILE, "");
        boolean here = file.stripLeading().startsWith("{");
        String label = here ? FILE : file;
        if (here) {
            values.putAll(YamlFile.parse(file, label, problems).raw());
        } else if (!file.isBlank()) {
            values.putAll(YamlFile.read(Path.of(file), label, problems).raw());
        }
        Map<String, String> origins = new LinkedHashMap<>();
        VARIABLES.forEach(
                (variable, key) -> {
                    String value = environment.getOrDefault(variable, "");
                    if (!value.isBlank()) {
                        values.put(key, value);
                        origins.put(key, variable);
                    } else if (!values.containsKey(key)) {
                        origins.put(key, variable);
                    }
                });
        Section section =
                new Section(values, key -> origins.getOrDefault(key, label + ": " + key), problems);
        Settings settings = read(section, AwsAccess.from(environment, problems));
        section.done();
        problems.throwIfAny();
        return settings;
    }

    private static Settings read(Section section, AwsAccess aws) {
        String bucket = section.text("bucket");
        String prefix = section.text("queuePrefix", "sluice");
        if (!prefix.matches("[a-zA-Z0-9_-]{1,40}")) {
            section.problem(
                    "queuePrefix", "\"" + prefix + "\" must be 1 to 40 letters, digits, - or _");
        }
        String table = section.text("table");
        return new Settings(
                aws,
                bucket,
                section.text("resultBucket", bucket),
                table,
                section.text("fleetTable", table + "Fleet"),
                new Vectors(
                        section.text("vectorTable", table + "Vectors"),
                        section.text("vectorIndex", "")),
                section.choices("indexes", Index.class),
                section.text("modelPath", shippedPipelines()),
                section.flag("gpu", false),
                prefix,
                section.texts("pipelines"),
                section.text("backfill", "").equals("off")
                        ? Optional.empty()
                        : Optional.of(
                                section.duration(
                                        "backfill",
                                        Duration.ofDays(1),
                                        Duration.ofMinutes(10),
                                        Duration.ofDays(30))),
                section.duration(
                        "drainTimeout",
                        Duration.ofSeconds(25),
                        Duration.ofSeconds(1),
                        Duration.ofHours(12)),
                new Log(
                        section.choice("log", Log.Format.class, Log.Format.TEXT),
                        section.choice("logLevel", Log.Level.class, Log.Level.INFO)),
                HttpAddress.read(section),
                MetricsSettings.read(section),
                NoticeSettings.read(section.section("notify")),
                Tuning.read(section.section("worker"), aws));
    }

    /**
     * For everything but a worker, which alone may be narrowed to some pipelines (RULES 21): the
     * same with all of them.
     */
    public Settings servingAll() {
        return new Settings(
                aws,
                bucket,
                resultBucket,
                table,
                fleetTable,
                vectors,
                indexes,
                modelPath,
                gpu,
                queuePrefix,
                List.of(),
                backfill,
                drainTimeout,
                log,
                http,
                metrics,
                notices,
                tuning);
    }

    /** The launcher and the images say where Sluice lies. */
    private static String shippedPipelines() {
        return Path.of(System.getProperty("sluice.home", "."), "worker", "pipelines").toString();
    }
}
