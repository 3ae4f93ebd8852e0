package dev.sluice.worker.model;

import dev.sluice.shared.pipeline.Pipeline;
import dev.sluice.shared.pipeline.Pipeline.Batch;
import dev.sluice.shared.time.Ticker;

import java.util.Map;
import java.util.function.Consumer;

/** Batchers over a {@link FakeRunner} for tests of other packages. */
public final class TestBatchers {
    private TestBatchers() {}

    public static Batcher of(
            Batch limits, FakeRunner runner, Consumer<String> onBroken, Ticker ticker) {
        return of("cats", limits, runner, new Turns(), onBroken, ticker);
    }

    static Batcher of(
            String name,
            Batch limits,
            Runner runner,
            Turns turns,
            Consumer<String> onBroken,
            Ticker ticker) {
        return new Batcher(
                new Batcher.Kind(name, limits, Items.item(FakeRunner.WARM_UP)),
                runner,
                turns,
                onBroken,
                ticker);
    }

    /** The models of a pipeline that has one. */
    public static Models models(Batcher batcher) {
        return new Models(Map.of(Pipeline.MODEL, batcher));
    }

    /** The models of a pipeline that has several. */
    public static Models models(Map<String, Batcher> byName) {
        return new Models(byName);
    }

    /** The exception that a model out of order gives. */
    public static ModelBroken broken() {
        return new ModelBroken("for a test");
    }

    /** The exception of a run that was ended. */
    public static ModelFailure tooLong(boolean alone) {
        return new RunTooLong(alone, new IllegalStateException());
    }
}
