package dev.sluice.worker.vector;

import dev.sluice.shared.config.StartFailure;
import dev.sluice.shared.job.Generation;
import dev.sluice.shared.vector.CollectionKey;
import dev.sluice.shared.vector.ItemKey;
import dev.sluice.shared.vector.VectorItem;
import dev.sluice.shared.vector.VectorTable.VectorsUnavailable;

import org.jspecify.annotations.Nullable;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * One index of all workers, in PostgreSQL with pgvector. It compares all vectors of a collection
 * exactly, which it finds by the primary key: an approximate index of pgvector's looks at all
 * collections first, and so loses what is in small ones. Its driver, {@code
 * org.postgresql:postgresql}, is not shipped.
 */
final class PgVectorIndex implements VectorIndex {
    /** The number of a row that says that an object is gone. */
    private static final int GONE = -1;

    private final String url;
    private final ConcurrentLinkedQueue<Connection> idle = new ConcurrentLinkedQueue<>();

    private PgVectorIndex(String url) {
        this.url = url;
    }

    /**
     * @param url as JDBC has it, with user and password
     * @throws StartFailure if there is no driver or no such database
     */
    static PgVectorIndex open(String url, int dimension) {
        PgVectorIndex index = new PgVectorIndex(url);
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE EXTENSION IF NOT EXISTS vector");
            statement.execute(
                    """
                    CREATE TABLE IF NOT EXISTS sluice_vectors (
                      customer text, collection text, item text, number int,
                      generation text NOT NULL, version text NOT NULL, vector vector(%d),
                      PRIMARY KEY (customer, collection, item, number))
                    """
                            .formatted(dimension));
        } catch (SQLException e) {
            throw new StartFailure(
                    "the index of vectors cannot be opened: %s; check SLUICE_VECTOR_INDEX, and that the PostgreSQL driver lies beside the worker's jars"
                            .formatted(e.getMessage()),
                    e);
        }
        return index;
    }

    /** Work on one connection. */
    private interface Work<T> {
        T on(Connection connection) throws SQLException;
    }

    private <T> T with(Work<T> work) {
        @Nullable Connection connection = idle.poll();
        try {
            if (connection == null || !connection.isValid(1)) {
                connection = DriverManager.getConnection(url);
                connection.setAutoCommit(false);
            }
            T answer = work.on(connection);
            connection.commit();
            idle.add(connection);
            return answer;
        } catch (SQLException e) {
            close(connection);
            throw new VectorsUnavailable("the index of vectors does not answer: " + e, e);
        }
    }

    private static void close(@Nullable Connection connection) {
        try {
            if (connection != null) {
                connection.close(); // rolls back
            }
        } catch (SQLException e) {
            // it is gone, which was wanted
        }
    }

    @Override
    public void put(VectorItem item) {
        replace(item, 0, item.vectors().stream().map(Arrays::toString).toList());
    }

    @Override
    public void remove(ItemKey key, Generation generation) {
        replace(new VectorItem(key, generation, "", List.of()), GONE, List.of(""));
    }

    /**
     * @param first number
     * @param vectors as PostgreSQL reads them; empty for none
     */
    private void replace(VectorItem item, int first, List<String> vectors) {
        boolean _ =
                with(
                        connection -> {
                            if (newer(connection, item)) {
                                return false;
                            }
                            delete(connection, item.key());
                            try (PreparedStatement insert =
                                    connection.prepareStatement(
                                            "INSERT INTO sluice_vectors VALUES (?, ?, ?, ?, ?, ?,"
                                                    + " NULLIF(?, '')::vector)")) {
                                for (int i = 0; i < vectors.size(); i++) {
                                    key(insert, item.key());
                                    insert.setInt(4, first + i);
                                    insert.setString(5, item.generation().value());
                                    insert.setString(6, item.version());
                                    insert.setString(7, vectors.get(i));
                                    insert.addBatch();
                                }
                                insert.executeBatch();
                            }
                            return true;
                        });
    }

    /** Whether what is there is newer; nobody else may change it until the end. */
    private static boolean newer(Connection connection, VectorItem item) throws SQLException {
        try (PreparedStatement lock =
                connection.prepareStatement("SELECT pg_advisory_xact_lock(hashtext(?))")) {
            lock.setString(1, item.key().toString());
            lock.execute();
        }
        try (PreparedStatement select =
                connection.prepareStatement(
                        "SELECT 1 FROM sluice_vectors WHERE customer = ? AND collection = ?"
                                + " AND item = ? AND generation COLLATE \"C\" > ? LIMIT 1")) {
            key(select, item.key());
            select.setString(4, item.generation().value());
            return select.executeQuery().next();
        }
    }

    private static void delete(Connection connection, ItemKey key) throws SQLException {
        try (PreparedStatement delete =
                connection.prepareStatement(
                        "DELETE FROM sluice_vectors WHERE customer = ? AND collection = ? AND item"
                                + " = ?")) {
            key(delete, key);
            delete.executeUpdate();
        }
    }

    private static void key(PreparedStatement statement, ItemKey key) throws SQLException {
        statement.setString(1, key.collection().customerID());
        statement.setString(2, key.collection().collectionID());
        statement.setString(3, key.item());
    }

    @Override
    public List<Hit> nearest(CollectionKey collection, String version, float[] vector, int most) {
        return with(
                connection -> {
                    try (PreparedStatement select =
                            connection.prepareStatement(
                                    """
                                    SELECT item, generation, number, -(vector <#> ?::vector) AS cosine
                                    FROM sluice_vectors
                                    WHERE customer = ? AND collection = ? AND version = ?
                                      AND number >= 0
                                    ORDER BY cosine DESC LIMIT ?
                                    """)) {
                        select.setString(1, Arrays.toString(vector));
                        select.setString(2, collection.customerID());
                        select.setString(3, collection.collectionID());
                        select.setString(4, version);
                        select.setInt(5, most);
                        List<Hit> hits = new ArrayList<>();
                        ResultSet rows = select.executeQuery();
                        while (rows.next()) {
                            hits.add(
                                    new Hit(
                                            new ItemKey(collection, rows.getString(1)),
                                            new Generation(rows.getString(2)),
                                            rows.getInt(3),
                                            rows.getDouble(4)));
                        }
                        return hits;
                    }
                });
    }

    @Override
    public void close() {
        for (Connection each = idle.poll(); each != null; each = idle.poll()) {
            close(each);
        }
    }
}
