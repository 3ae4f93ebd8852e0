package dev.sluice.ops.deploy.config;

import dev.sluice.shared.Settings;
import dev.sluice.shared.config.InvalidConfiguration;
import dev.sluice.shared.config.Problems;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A fleet on AWS, as its {@code fleet.yaml} says it.
 *
 * @param name of the stack, and first part of all names: 2 to 24 lower-case letters, digits and
 *     hyphens, so that the longest of them stays within AWS's limits
 * @param region such as {@code us-east-1}
 * @param models what it serves
 * @param pools by their order in the file; together they serve every pipeline
 * @param tags of every resource, beside {@code sluice:fleet}
 */
public record FleetConfig(
        String name,
        String region,
        Models models,
        Storage storage,
        Dispatcher dispatcher,
        List<Pool> pools,
        Image image,
        Network network,
        Alarms alarms,
        Notify notices,
        Security security,
        Map<String, String> tags) {
    public FleetConfig {
        pools = List.copyOf(pools);
        tags = Collections.unmodifiableMap(new LinkedHashMap<>(tags));
    }

    /**
     * Reads and checks everything.
     *
     * @param shipped the pipelines to deploy unless the file names others
     * @throws InvalidConfiguration with everything that is wrong
     */
    public static FleetConfig read(Path file, Path shipped) {
        return new FleetFile(file, shipped, new Problems()).read();
    }

    /**
     * How the fleet's programs are set up, whatever machine they run on; the same variables as
     * docs/aws.md has.
     */
    public Map<String, String> environment() {
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put("AWS_REGION", region);
        environment.put("S3_BUCKET_NAME", storage.bucket());
        environment.put("RESULT_BUCKET_NAME", storage.resultBucket());
        environment.put("DYNAMODB_TABLE_NAME", storage.table());
        environment.put("FLEET_TABLE_NAME", storage.fleetTable());
        environment.put("SLUICE_QUEUE_PREFIX", name);
        String indexes =
                String.join(
                        ",",
                        storage.indexes().stream()
                                .map(each -> each.name().toLowerCase(Locale.ROOT))
                                .sorted()
                                .toList());
        if (!indexes.isEmpty()) {
            environment.put("SLUICE_INDEXES", indexes);
        }
        environment.put("SLUICE_LOG", "json");
        return environment;
    }

    /** How often figures for scaling are told: as often as the pool that wants them most often. */
    public Duration publishes() {
        return pools.stream()
                .map(pool -> pool.scaling().timing().period())
                .min(Comparator.naturalOrder())
                .orElseThrow();
    }

    /** The environment of the one program that tells them, beside {@link #environment}. */
    public Map<String, String> publishing() {
        Duration cooldown =
                pools.stream()
                        .map(pool -> pool.scaling().timing().cooldown())
                        .max(Comparator.naturalOrder())
                        .orElseThrow();
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put("SLUICE_SCALING_PERIOD", publishes().toSeconds() + "s");
        environment.put("SLUICE_SCALING_COOLDOWN", cooldown.toSeconds() + "s");
        return environment;
    }

    /** What the programs will read of it. */
    public Settings settings() {
        Map<String, String> environment = environment();
        environment.put("MODEL_PATH", models.folder().toString());
        return Settings.read(environment);
    }
}
