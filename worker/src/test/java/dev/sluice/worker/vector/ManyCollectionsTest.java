package dev.sluice.worker.vector;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;

import dev.sluice.shared.vector.CollectionKey;
import dev.sluice.worker.vector.LocalVectors.Reading;
import dev.sluice.worker.vector.VectorIndex.Hit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * 10,000 collections of ten vectors beside one of 100,000. What they cost is counted: bytes of the
 * file, and bytes that the thread allocates to fill, search and open them.
 */
class ManyCollectionsTest {
    private static final int COLLECTIONS = 10_000;
    private static final int EACH = 10;
    private static final int SEARCHES = 1_000;

    /** Of what is allocated; what the compiler does away with differs from run to run. */
    private static final double ERROR = 1.25;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @TempDir private Path folder;

    private record Cost(long file, long filling, long searching, long opening) {}

    /** Work that may fail. */
    private interface Work {
        void run() throws Exception;
    }

    private static long allocated(Work work) throws Exception {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        work.run();
        return THREADS.getCurrentThreadAllocatedBytes() - before;
    }

    private FileChannel file(String name) throws IOException {
        return FileChannel.open(
                folder.resolve(name),
                StandardOpenOption.CREATE,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE);
    }

    private static CollectionKey collection(int collections, int number) {
        return new CollectionKey("acme", "c%05d".formatted(number % collections));
    }

    private Cost cost(int collections, int each) throws Exception {
        String name = "index-" + collections;
        long bytes;
        long filling;
        long searching;
        try (FileChannel file = file(name);
                LocalVectors vectors = LocalVectors.open(file, People.DIMENSION)) {
            filling = allocated(() -> fill(vectors, collections, each));
            bytes = vectors.bytes();
            List<float[]> asked =
                    java.util.stream.IntStream.range(0, SEARCHES)
                            .mapToObj(i -> People.vector(i, 99))
                            .toList();
            searching =
                    allocated(
                            () -> {
                                for (int i = 0; i < SEARCHES; i++) {
                                    List<Hit> hits =
                                            vectors.nearest(
                                                    collection(collections, i),
                                                    "1",
                                                    asked.get(i),
                                                    EACH);
                                    assertThat(hits).hasSize(EACH);
                                }
                            });
        }
        long opening =
                allocated(
                        () -> {
                            try (FileChannel file = file(name);
                                    LocalVectors vectors =
                                            LocalVectors.open(file, People.DIMENSION)) {
                                assertThat(vectors.count(collection(collections, 7)))
                                        .isEqualTo(each);
                            }
                        });
        return new Cost(bytes, filling, searching, opening);
    }

    private static void fill(LocalVectors vectors, int collections, int each) {
        for (int i = 0; i < collections; i++) {
            Reading reading = vectors.reading(collection(collections, i));
            for (int person = 0; person < each; person++) {
                reading.take(People.item(collection(collections, i), person, 0));
            }
            reading.complete();
        }
    }

    @Test
    void manySmallCollectionsCostNoMoreThanALargeOne() throws Exception {
        Cost large = cost(1, COLLECTIONS * EACH);
        Cost many = cost(COLLECTIONS, EACH);

        // each has a mark of its own, 64 bytes
        assertThat(many.file()).isLessThanOrEqualTo(large.file() + COLLECTIONS * 64L + (2 << 20));
        assertThat(many.filling()).isLessThan((long) (large.filling() * ERROR));
        assertThat(many.searching()).isLessThan((long) (large.searching() * ERROR));
        assertThat(many.opening()).isLessThan((long) (large.opening() * ERROR));
    }
}
