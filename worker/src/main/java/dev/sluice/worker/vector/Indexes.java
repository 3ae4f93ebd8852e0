package dev.sluice.worker.vector;

import dev.sluice.shared.Settings;
import dev.sluice.shared.config.StartFailure;
import dev.sluice.shared.vector.VectorTable;

import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.UUID;

/** Opens the index that the settings name. */
public final class Indexes {
    private static final String POSTGRES = "jdbc:postgresql:";

    private Indexes() {}

    /** Whether it is an engine of its own, which all workers share, and is told what changes. */
    public static boolean managed(Settings.Vectors settings) {
        return settings.index().startsWith(POSTGRES);
    }

    /**
     * @param dimension numbers of a vector
     * @throws StartFailure if it cannot be opened
     */
    public static VectorIndex open(
            Settings.Vectors settings, DynamoDbClient dynamodb, VectorTable table, int dimension) {
        Path folder = settings.index().isEmpty() ? IndexFolder.usual() : Path.of(settings.index());
        FileChannel file =
                new IndexFolder(folder, InstantSource.system())
                        .open(deployment(dynamodb, settings.table()));
        try {
            return EmbeddedIndex.start(table, LocalVectors.open(file, dimension), file);
        } catch (IOException e) {
            throw new StartFailure(
                    "the index of vectors cannot be opened in %s: %s".formatted(folder, e), e);
        }
    }

    /** A table that was made again is another one, although its name is the same. */
    private static String deployment(DynamoDbClient dynamodb, String table) {
        try {
            TableDescription found =
                    dynamodb.describeTable(describe -> describe.tableName(table)).table();
            String one = found.tableArn() + " " + found.tableId() + " " + found.creationDateTime();
            return UUID.nameUUIDFromBytes(one.getBytes(StandardCharsets.UTF_8)).toString();
        } catch (SdkException e) {
            throw new StartFailure(
                    "table %s does not answer: %s; create it with ops/sluice provision"
                            .formatted(table, e.getMessage()),
                    e);
        }
    }
}
