package dev.sluice.worker.vector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.shared.vector.CollectionKey;
import dev.sluice.shared.vector.ItemKey;
import dev.sluice.worker.vector.LocalVectors.Reading;
import dev.sluice.worker.vector.VectorIndex.Hit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

class LocalVectorsTest {
    @TempDir private Path folder;

    private FileChannel file() throws IOException {
        return FileChannel.open(
                folder.resolve("index"),
                StandardOpenOption.CREATE,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE);
    }

    private static void read(LocalVectors vectors, CollectionKey collection, int people, int each) {
        Reading reading = vectors.reading(collection);
        for (int person = 0; person < people; person++) {
            for (int picture = 0; picture < each; picture++) {
                reading.take(People.item(collection, person, picture));
            }
        }
        reading.complete();
    }

    private static List<String> names(List<Hit> hits) {
        return hits.stream().map(hit -> hit.key().item()).toList();
    }

    private static double dot(float[] a, float[] b) {
        return IntStream.range(0, a.length).mapToDouble(i -> (double) a[i] * b[i]).sum();
    }

    @Test
    void whatIsFoundIsExactAndTheMostAlikeComesFirst() throws Exception {
        try (FileChannel file = file();
                LocalVectors vectors = LocalVectors.open(file, People.DIMENSION)) {
            read(vectors, People.ALL, 50, 4);
            float[] asked = People.vector(7, 99);
            List<Hit> hits = vectors.nearest(People.ALL, "1", asked, 10);

            assertThat(hits).hasSize(10);
            assertThat(names(hits.subList(0, 4)))
                    .allMatch(name -> name.startsWith("person-00007-"));
            assertThat(hits).isSortedAccordingTo(Comparator.comparing(hit -> -hit.cosine()));
            for (Hit hit : hits) {
                String[] parts = hit.key().item().split("[-.]");
                float[] theirs =
                        People.vector(Integer.parseInt(parts[1]), Integer.parseInt(parts[2]));
                assertThat(hit.cosine()).isCloseTo(dot(asked, theirs), within(1e-5));
            }
        }
    }

    /** Beyond the number that is compared exactly anyway. */
    @Test
    void peopleWhoAreThereAreFoundAmongMany() throws Exception {
        int people = 1_500;
        int each = 8;
        try (FileChannel file = file();
                LocalVectors vectors = LocalVectors.open(file, People.DIMENSION)) {
            read(vectors, People.ALL, people, each);
            int found = 0;
            int wanted = 0;
            for (int person = 0; person < people; person += 50) {
                float[] asked = People.vector(person, 99);
                Set<String> exact = new HashSet<>(exact(asked, people, each, 10));
                wanted += 10;
                for (String name : names(vectors.nearest(People.ALL, "1", asked, 10))) {
                    found += exact.contains(name) ? 1 : 0;
                }
            }
            assertThat((double) found / wanted).isGreaterThan(0.98);
        }
    }

    private static List<String> exact(float[] asked, int people, int each, int most) {
        record Near(String name, double cosine) {}
        List<Near> all = new ArrayList<>();
        for (int person = 0; person < people; person++) {
            for (int picture = 0; picture < each; picture++) {
                all.add(
                        new Near(
                                People.key(People.ALL, person, picture).item(),
                                dot(asked, People.vector(person, picture))));
            }
        }
        all.sort(Comparator.comparingDouble(near -> -near.cosine()));
        return all.stream().limit(most).map(Near::name).toList();
    }

    @Test
    void collectionsCustomersAndVersionsAreApart() throws Exception {
        CollectionKey other = new CollectionKey("acme", "other");
        CollectionKey theirs = new CollectionKey("globex", "all");
        try (FileChannel file = file();
                LocalVectors vectors = LocalVectors.open(file, People.DIMENSION)) {
            read(vectors, People.ALL, 1, 1);
            read(vectors, other, 2, 1);
            float[] asked = People.vector(1, 0);

            assertThat(names(vectors.nearest(People.ALL, "1", asked, 10))).hasSize(1);
            assertThat(names(vectors.nearest(other, "1", asked, 10))).hasSize(2);
            assertThat(vectors.nearest(other, "2", asked, 10)).isEmpty();
            assertThat(vectors.nearest(theirs, "1", asked, 10)).isEmpty();
            assertThat(vectors.has(theirs)).isFalse();
        }
    }

    @Test
    void aNewerPictureReplacesAnOlderOneAndNotTheOtherWay() throws Exception {
        ItemKey key = People.key(People.ALL, 0, 0);
        float[] newer = People.vector(5, 0);
        float[] second = People.vector(6, 0);
        try (FileChannel file = file();
                LocalVectors vectors = LocalVectors.open(file, People.DIMENSION)) {
            read(vectors, People.ALL, 2, 1);
            vectors.put(People.item(key, 3, newer, second));
            vectors.put(People.item(key, 2, People.vector(9, 0)));

            assertThat(vectors.count(People.ALL)).isEqualTo(3);
            assertThat(vectors.standing(key)).contains(People.generation(3));
            Hit best = vectors.nearest(People.ALL, "1", second, 1).getFirst();
            assertThat(best.number()).isEqualTo(1);
            assertThat(best.generation()).isEqualTo(People.generation(3));
            assertThat(best.cosine()).isCloseTo(1, within(1e-5));
        }
    }

    @Test
    void allIsThereWhenItIsOpenedAgain() throws Exception {
        try (FileChannel file = file();
                LocalVectors vectors = LocalVectors.open(file, People.DIMENSION)) {
            read(vectors, People.ALL, 20, 2);
            vectors.remove(People.key(People.ALL, 3, 0));
            vectors.put(People.item(People.key(People.ALL, 4, 1), 9, People.vector(4, 50)));
            vectors.followed(Instant.ofEpochMilli(123));
        }
        try (FileChannel file = file();
                LocalVectors vectors = LocalVectors.open(file, People.DIMENSION)) {
            assertThat(vectors.followed()).isEqualTo(Instant.ofEpochMilli(123));
            assertThat(vectors.count(People.ALL)).isEqualTo(39);
            assertThat(vectors.standing(People.key(People.ALL, 4, 1)))
                    .contains(People.generation(9));
            assertThat(names(vectors.nearest(People.ALL, "1", People.vector(3, 0), 39)))
                    .doesNotContain("person-00003-00.jpg");
        }
    }

    @Test
    void aCollectionThatWasNotReadToItsEndIsNotThere() throws Exception {
        try (FileChannel file = file();
                LocalVectors vectors = LocalVectors.open(file, People.DIMENSION)) {
            vectors.reading(People.ALL).take(People.item(People.ALL, 0, 0));
        }
        try (FileChannel file = file();
                LocalVectors vectors = LocalVectors.open(file, People.DIMENSION)) {
            assertThat(vectors.has(People.ALL)).isFalse();
        }
        assertThat(contains(People.vector(0, 0))).isFalse();
    }

    @Test
    void aRecordThatWasNotWholeIsNotThereAndTheOthersAre() throws Exception {
        try (FileChannel file = file();
                LocalVectors vectors = LocalVectors.open(file, People.DIMENSION)) {
            read(vectors, People.ALL, 3, 1);
        }
        byte[] content = Files.readAllBytes(folder.resolve("index"));
        int at = indexOf(content, bytes(People.vector(1, 0)));
        content[at] ^= 1;
        Files.write(folder.resolve("index"), content);
        try (FileChannel file = file();
                LocalVectors vectors = LocalVectors.open(file, People.DIMENSION)) {
            assertThat(names(vectors.nearest(People.ALL, "1", People.vector(1, 0), 10)))
                    .containsExactlyInAnyOrder("person-00000-00.jpg", "person-00002-00.jpg");
        }
    }

    /** Shown on disk. */
    @Test
    void nothingIsLeftOfWhatIsDeleted() throws Exception {
        try (FileChannel file = file();
                LocalVectors vectors = LocalVectors.open(file, People.DIMENSION)) {
            read(vectors, People.ALL, 3, 1);
            assertThat(contains(People.vector(0, 0))).isTrue();
            vectors.remove(People.key(People.ALL, 0, 0));

            assertThat(contains(People.vector(0, 0))).isFalse();
            assertThat(contains("person-00000")).isFalse();
            assertThat(contains(People.vector(1, 0))).isTrue();

            vectors.clear(People.ALL);
            assertThat(contains(People.vector(1, 0))).isFalse();
            assertThat(contains("person-")).isFalse();
            assertThat(contains("acme")).isFalse();
        }
    }

    @Test
    void roomThatWasGivenBackIsUsedAgain() throws Exception {
        try (FileChannel file = file();
                LocalVectors vectors = LocalVectors.open(file, People.DIMENSION)) {
            read(vectors, People.ALL, 100, 1);
            long bytes = vectors.bytes();
            for (int round = 0; round < 400; round++) {
                vectors.clear(People.ALL);
                read(vectors, People.ALL, 100, 1);
            }
            assertThat(vectors.bytes()).isEqualTo(bytes);
        }
    }

    private boolean contains(float[] vector) throws IOException {
        return indexOf(Files.readAllBytes(folder.resolve("index")), bytes(vector)) >= 0;
    }

    private boolean contains(String text) throws IOException {
        byte[] wanted = text.getBytes(StandardCharsets.UTF_8);
        return indexOf(Files.readAllBytes(folder.resolve("index")), wanted) >= 0;
    }

    private static byte[] bytes(float[] vector) {
        ByteBuffer bytes =
                ByteBuffer.allocate(vector.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(vector);
        return bytes.array();
    }

    private static int indexOf(byte[] all, byte[] wanted) {
        for (int at = 0; at + wanted.length <= all.length; at++) {
            int i = 0;
            while (i < wanted.length && all[at + i] == wanted[i]) {
                i++;
            }
            if (i == wanted.length) {
                return at;
            }
        }
        return -1;
    }
}
