package dev.sluice.worker.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.shared.pipeline.Pipeline;
import dev.sluice.worker.fake.Jobs;
import dev.sluice.worker.fake.SettableTicker;
import dev.sluice.worker.input.Reader;
import dev.sluice.worker.model.Batcher;
import dev.sluice.worker.model.FakeRunner;
import dev.sluice.worker.model.ModelUse;
import dev.sluice.worker.model.TestBatchers;
import dev.sluice.worker.output.Result;
import dev.sluice.worker.task.Context;
import dev.sluice.worker.task.Finding;
import dev.sluice.worker.task.Task;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** Releases that come and go, without jobs around them. */
class LoadedReleasesTest {
    private static final ModelUse NONE = ModelUse.NONE;

    private final SettableTicker ticker = new SettableTicker();
    private final List<String> closed = new CopyOnWriteArrayList<>();
    private final List<String> worker = new CopyOnWriteArrayList<>();
    private final List<String> loads = new ArrayList<>();
    private final List<Consumer<String>> broken = new ArrayList<>();
    private final AtomicInteger wakes = new AtomicInteger();
    private final LoadedReleases releases = releases();

    private final class Named implements Task<AutoCloseable> {
        private final String version;

        Named(String version) {
            this.version = version;
        }

        @Override
        public Reader<AutoCloseable> reader() {
            throw new IllegalStateException("no job comes");
        }

        @Override
        public Finding run(AutoCloseable input, Context job) {
            return new Finding.Found(new Result("", Map.of(), Map.of()));
        }

        @Override
        public void close() {
            closed.add(version);
        }
    }

    private LoadedReleases releases() {
        LoadedReleases all =
                new LoadedReleases(
                        service("1"),
                        (service, _) -> LoadedReleasesTest.serving(service),
                        worker::add,
                        ticker);
        all.watchedBy(wakes::incrementAndGet);
        return all;
    }

    /** No job comes: there is no way for one. */
    @SuppressWarnings("NullAway")
    private static <I extends AutoCloseable> Serving<I> serving(Service<I> service) {
        return new Serving<>(service, null, null);
    }

    private Service<?> service(String version) {
        Pipeline pipeline = Jobs.pipeline().with(Jobs.release(version));
        Batcher batcher =
                TestBatchers.of(
                        pipeline.model(Pipeline.MODEL).batch(), new FakeRunner(), _ -> {}, ticker);
        batcher.start();
        return new Service<>(pipeline, new Named(version), TestBatchers.models(batcher));
    }

    private Service<?> load(String version, Consumer<String> told) {
        loads.add(version);
        broken.add(told);
        if (version.startsWith("wrong")) {
            throw new IllegalStateException("its sum is wrong");
        }
        return service(version);
    }

    private void follow(String live, String... wanted) {
        releases.follow(new ReleasePlan(live, Set.of(wanted), Set.of()), this::load);
    }

    private String doneWith(String version) {
        try (LoadedReleases.Use use = releases.use(version).orElseThrow()) {
            return use.serving().version();
        }
    }

    @AfterEach
    void close() throws InterruptedException {
        releases.close(Duration.ofSeconds(5));
    }

    @Test
    void rule22_aJobIsDoneWithTheReleaseThatItNames() {
        follow("1", "1", "2");
        assertThat(doneWith("2")).isEqualTo("2");
        assertThat(doneWith("1")).isEqualTo("1");
        assertThat(releases.use("3")).isEmpty();
    }

    @Test
    void theOldOneIsClosedWhenItsLastJobIsDoneAndNoneHasNamedItForAWhile() {
        LoadedReleases.Use job = releases.use("1").orElseThrow();
        follow("2", "2");
        assertThat(releases.live().version()).isEqualTo("2");
        ticker.advance(Duration.ofMinutes(1));
        follow("2", "2");
        assertThat(closed).isEmpty();
        job.close();
        follow("2", "2");
        assertThat(closed).isEmpty();
        ticker.advance(Duration.ofMinutes(1));
        follow("2", "2");
        assertThat(closed).containsExactly("1");
        assertThat(releases.use(Batcher::use).values())
                .as("what it did is not forgotten")
                .allMatch(use -> use.batchLimit() == 8 && !use.equals(NONE));
    }

    @Test
    void manyChangesInARowDoNotPileUp() {
        for (int i = 2; i <= 20; i++) {
            follow("" + i, "" + i);
        }
        assertThat(releases.services()).hasSizeLessThanOrEqualTo(4);
        assertThat(closed).hasSizeGreaterThanOrEqualTo(16).doesNotContain("20");
    }

    @Test
    void aJobWaitsUntilItsReleaseIsLoaded() {
        CompletableFuture<String> job = CompletableFuture.supplyAsync(this::awaited);
        await().until(() -> wakes.get() > 0);
        assertThat(job).isNotDone();
        follow("1", "1");
        assertThat(job.join()).isEqualTo("2");
    }

    private String awaited() {
        try (LoadedReleases.Use use = releases.await("2")) {
            return use.serving().version();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void rule22_oneThatCannotBeHadIsDoneWithTheLiveOneAndLookedForAgainLater() {
        follow("wrong", "wrong");
        assertThat(releases.live().version()).isEqualTo("1");
        assertThat(doneWith("wrong")).isEqualTo("1");
        follow("wrong", "wrong");
        assertThat(loads).hasSize(1);
        ticker.advance(Duration.ofMinutes(1));
        follow("wrong", "wrong");
        assertThat(loads).hasSize(2);
        assertThat(worker).isEmpty();
    }

    @Test
    void oneThatBreaksIsTakenOutAndTheWorkerGoesOnButNotWithoutTheLiveOne() {
        follow("1", "1", "2");
        broken.getFirst().accept("the device is gone");
        assertThat(doneWith("2")).isEqualTo("1");
        assertThat(worker).isEmpty();
        follow("3", "3");
        broken.getLast().accept("the device is gone");
        assertThat(worker).containsExactly("the device is gone");
    }

    @Test
    void oneThatIsWithdrawnIsDoneWithTheLiveOneAtOnce() {
        follow("1", "1", "2");
        releases.follow(new ReleasePlan("1", Set.of("1"), Set.of("2")), this::load);
        assertThat(doneWith("2")).isEqualTo("1");
    }

    @Test
    void withoutAWatchThereIsOneRelease() throws InterruptedException {
        LoadedReleases alone =
                new LoadedReleases(
                        service("1"),
                        (service, _) -> LoadedReleasesTest.serving(service),
                        worker::add,
                        ticker);
        Optional<LoadedReleases.Use> use = alone.use("7");
        assertThat(use.map(each -> each.serving().version())).contains("1");
        use.ifPresent(LoadedReleases.Use::close);
        alone.close(Duration.ofSeconds(5));
    }
}
