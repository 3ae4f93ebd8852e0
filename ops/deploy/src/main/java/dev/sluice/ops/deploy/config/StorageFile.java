package dev.sluice.ops.deploy.config;

import dev.sluice.shared.Settings;
import dev.sluice.shared.config.Section;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Reads what a fleet says of buckets and tables. */
final class StorageFile {
    /** S3's rule, without dots, with which TLS names do not match. */
    private static final String BUCKET = "[a-z0-9][a-z0-9-]{1,61}[a-z0-9]";

    private static final String TABLE = "[a-zA-Z0-9_.-]{3,255}";
    private final Section top;

    StorageFile(Section top) {
        this.top = top;
    }

    Storage read() {
        String bucket = bucket("s3BucketName", "");
        String table = table("dynamoDBTableName", "CustomerImages");
        Section kept = top.section("keep");
        Section warm = top.section("warmThroughput");
        Storage storage =
                new Storage(
                        bucket,
                        bucket("resultBucketName", bucket),
                        table,
                        table("fleetTableName", table + "Fleet"),
                        top.choices("indexes", Settings.Index.class),
                        top.flag("enableStorageAutoScaling", false),
                        new Storage.Kept(
                                days(kept, "objects", 365),
                                days(kept, "noncurrent", 30),
                                days(kept, "parts", 7)),
                        origins(),
                        warm.isEmpty()
                                ? Optional.empty()
                                : Optional.of(
                                        new Storage.Warm(
                                                warm.integer("reads", 12_000, 12_000, 1_000_000),
                                                warm.integer("writes", 4_000, 4_000, 1_000_000))),
                        top.flag("deletionProtection", true));
        kept.done();
        warm.done();
        return storage;
    }

    private List<String> origins() {
        List<String> origins = top.texts("cors");
        for (String origin : origins) {
            if (!origin.matches("https?://[A-Za-z0-9.-]+(:\\d{1,5})?")) {
                top.problem(
                        "cors",
                        "\""
                                + origin
                                + "\" must be an origin such as https://www.example.com, without a"
                                + " path");
            }
        }
        return origins;
    }

    private static Duration days(Section section, String key, int fallback) {
        return section.duration(
                key, Duration.ofDays(fallback), Duration.ofDays(1), Duration.ofDays(36_500));
    }

    private String bucket(String key, String fallback) {
        return fallback.isEmpty() || top.optionalText(key).isPresent()
                ? Form.matching(
                        top,
                        key,
                        BUCKET,
                        "3 to 63 lower-case letters, digits and hyphens, as S3 has it")
                : fallback;
    }

    private String table(String key, String fallback) {
        return top.optionalText(key).isPresent()
                ? Form.matching(
                        top,
                        key,
                        TABLE,
                        "3 to 255 letters, digits, dots, hyphens or underscores, as DynamoDB has"
                                + " it")
                : fallback;
    }
}
