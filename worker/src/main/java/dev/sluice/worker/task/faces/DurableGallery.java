package dev.sluice.worker.task.faces;

import dev.sluice.shared.Settings;
import dev.sluice.shared.job.Generation;
import dev.sluice.shared.job.Row;
import dev.sluice.shared.vector.CollectionKey;
import dev.sluice.shared.vector.ItemKey;
import dev.sluice.shared.vector.VectorItem;
import dev.sluice.shared.vector.VectorTable;
import dev.sluice.shared.vector.VectorTable.VectorsUnavailable;
import dev.sluice.worker.vector.Indexes;
import dev.sluice.worker.vector.VectorIndex;
import dev.sluice.worker.vector.VectorIndex.Hit;

import org.jspecify.annotations.Nullable;

import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;
import software.amazon.awssdk.services.dynamodb.model.ReturnConsumedCapacity;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Faces in the table of vectors, found by the index that the settings name. */
public final class DurableGallery implements Gallery {
    /** DynamoDB: items of one request. */
    private static final int BATCH = 100;

    private final Settings settings;
    private final DynamoDbClient dynamodb;
    private final VectorTable table;

    // Guarded by this.
    private @Nullable VectorIndex index;

    public DurableGallery(Settings settings, DynamoDbClient dynamodb) {
        this.settings = settings;
        this.dynamodb = dynamodb;
        this.table = VectorTable.of(settings, dynamodb);
    }

    @Override
    public void keep(VectorItem item, Duration kept) {
        if (table.put(item, kept) && Indexes.managed(settings.vectors())) {
            index().put(item);
        }
    }

    @Override
    public void forget(ItemKey key, Generation generation) {
        if (table.remove(key, generation) && Indexes.managed(settings.vectors())) {
            index().remove(key, generation);
        }
    }

    @Override
    public List<Hit> nearest(CollectionKey collection, String version, float[] vector, int most) {
        return index().nearest(collection, version, vector, most);
    }

    private synchronized VectorIndex index() {
        if (index == null) {
            index = Indexes.open(settings.vectors(), dynamodb, table, Recognizer.DIMENSION);
        }
        return index;
    }

    @Override
    public void open() {
        index();
    }

    @Override
    public synchronized void close() {
        if (index != null) {
            index.close();
            index = null;
        }
    }

    @Override
    public Map<ItemKey, Generation> standing(Map<ItemKey, String> rows) {
        Map<ItemKey, Generation> standing = new HashMap<>();
        List<ItemKey> keys = List.copyOf(rows.keySet());
        for (int from = 0; from < keys.size(); from += BATCH) {
            Map<Map<String, AttributeValue>, ItemKey> asked = new HashMap<>();
            for (ItemKey key : keys.subList(from, Math.min(from + BATCH, keys.size()))) {
                asked.put(row(key, rows.get(key)), key);
            }
            for (Row row : read(new ArrayList<>(asked.keySet()))) {
                ItemKey key = asked.get(row(row.customerID(), row.rowID()));
                Optional<Generation> generation = row.generation();
                if (key != null
                        && generation.isPresent()
                        && row.status().equals(Optional.of(Row.Status.COMPLETED))) {
                    standing.put(key, generation.get());
                }
            }
        }
        return standing;
    }

    private static Map<String, AttributeValue> row(ItemKey key, @Nullable String rowID) {
        return row(key.collection().customerID(), String.valueOf(rowID));
    }

    private static Map<String, AttributeValue> row(String customerID, String rowID) {
        return Map.of(
                "customerID", AttributeValue.fromS(customerID),
                "imageID", AttributeValue.fromS(rowID));
    }

    private List<Row> read(List<Map<String, AttributeValue>> keys) {
        List<Row> rows = new ArrayList<>();
        Map<String, KeysAndAttributes> left =
                Map.of(
                        settings.table(),
                        KeysAndAttributes.builder()
                                .keys(keys)
                                .consistentRead(true)
                                .projectionExpression(
                                        "customerID, imageID, generation, processingStatus")
                                .build());
        try {
            while (!left.isEmpty()) {
                BatchGetItemResponse response =
                        dynamodb.batchGetItem(
                                BatchGetItemRequest.builder()
                                        .requestItems(left)
                                        .returnConsumedCapacity(ReturnConsumedCapacity.TOTAL)
                                        .build());
                response.responses()
                        .values()
                        .forEach(items -> items.forEach(item -> rows.add(new Row(item))));
                left = response.unprocessedKeys();
            }
        } catch (SdkException e) {
            throw new VectorsUnavailable("cannot read rows: " + e.getMessage(), e);
        }
        return rows;
    }
}
