package dev.sluice.worker.vector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.shared.vector.CollectionKey;
import dev.sluice.shared.vector.ItemKey;
import dev.sluice.worker.vector.VectorIndex.Hit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

import java.util.List;
import java.util.UUID;

/** On the PostgreSQL that {@code PGVECTOR_URL} names; {@code ops/testing/with-pgvector} has one. */
@EnabledIfEnvironmentVariable(
        named = "PGVECTOR_URL",
        matches = "jdbc:postgresql:.+",
        disabledReason = "run by ops/testing/with-pgvector: PGVECTOR_URL names no PostgreSQL")
class PgVectorIndexTest {
    private final CollectionKey collection = new CollectionKey("c-" + UUID.randomUUID(), "staff");

    private static PgVectorIndex open() {
        return PgVectorIndex.open(
                System.getenv().getOrDefault("PGVECTOR_URL", ""), People.DIMENSION);
    }

    private ItemKey key(int person) {
        return People.key(collection, person, 0);
    }

    @Test
    void rule4_whatOneKeepsAnotherFindsAndNothingOldComesBack() {
        try (PgVectorIndex one = open();
                PgVectorIndex two = open()) {
            for (int person = 0; person < 20; person++) {
                one.put(People.item(key(person), 2, People.vector(person, 0)));
            }
            one.put(People.item(key(3), 1, People.vector(19, 7)));
            List<Hit> hits = two.nearest(collection, "1", People.vector(3, 0), 5);

            assertThat(hits).hasSize(5);
            assertThat(hits.getFirst().key()).isEqualTo(key(3));
            assertThat(hits.getFirst().generation()).isEqualTo(People.generation(2));
            assertThat(hits.getFirst().cosine()).isCloseTo(1, within(1e-5));
            assertThat(two.nearest(collection, "2", People.vector(3, 0), 5)).isEmpty();

            two.remove(key(3), People.generation(4));
            one.put(People.item(key(3), 3, People.vector(3, 0)));
            assertThat(one.nearest(collection, "1", People.vector(3, 0), 20))
                    .hasSize(19)
                    .noneMatch(hit -> hit.key().equals(key(3)));
            one.remove(key(4), People.generation(1));
            assertThat(one.nearest(collection, "1", People.vector(4, 0), 1).getFirst().key())
                    .isEqualTo(key(4));
        }
    }
}
