package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.ops.local.samples.OddPictures;
import dev.sluice.worker.WorkerProcess;
import dev.sluice.worker.flow.Tally;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

import java.io.File;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

@Isolated("it counts the open files of this process")
final class LeakIT {
    @Test
    void afterAThousandBadObjectsPermitsMemoryAndFilesAreBackWhereTheyBegan() throws Exception {
        Path pipelines = Pipes.classifier(Pipes.repository(), "thousand");
        try (Fleet fleet = new Fleet(pipelines)) {
            WorkerProcess worker = fleet.workerHere();
            Customer customer = fleet.customer();
            List<OddPictures> bad =
                    List.of(OddPictures.values()).stream()
                            .filter(odd -> odd.failureCode().isPresent())
                            .filter(odd -> odd != OddPictures.HUGE_PNG)
                            .toList();
            // enough that every permit had its connections once
            upload(customer, bad, 0, 250);
            customer.awaitAllSettled(250);
            Awaitility.await().until(() -> worker.memoryUsed() == 0);
            long files = openFiles();

            upload(customer, bad, 250, 1250);
            customer.awaitAllSettled(1250);
            customer.awaitQueuesEmpty("thousand");

            Awaitility.await().until(() -> worker.memoryUsed() == 0);
            // What is out are the permits that the two pollers hold while they wait.
            Awaitility.await().until(() -> worker.permitsTaken() <= 20);
            // Idle connections are closed within two minutes; what leaks stays open. Each kind of
            // bad object came a hundred times more, so a leak in one kind alone is seen.
            Awaitility.await()
                    .untilAsserted(() -> assertThat(openFiles()).isLessThanOrEqualTo(files + 40));
            assertThat(worker.tally().of(Tally.Event.REJECTED)).isEqualTo(1250);
            worker.drain();
            assertThat(worker.permitsTaken()).isZero();
        }
    }

    private static void upload(Customer customer, List<OddPictures> bad, int from, int to) {
        Map<OddPictures, byte[]> bytes = new HashMap<>();
        bad.forEach(odd -> bytes.put(odd, odd.bytes()));
        IntStream.range(from, to)
                .parallel()
                .forEach(
                        i -> {
                            OddPictures odd = bad.get(i % bad.size());
                            customer.put(
                                    customer.key("thousand", "bad-" + i),
                                    Optional.ofNullable(bytes.get(odd)).orElseThrow());
                        });
    }

    private static long openFiles() {
        String[] files = new File("/proc/self/fd").list();
        return files == null ? 0 : files.length;
    }
}
