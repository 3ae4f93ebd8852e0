package dev.sluice.worker.model;

import dev.sluice.shared.pipeline.Pipeline.Batch;
import dev.sluice.shared.time.Ticker;

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
                name, limits, runner, turns, Items.item(FakeRunner.WARM_UP), onBroken, ticker);
    }

    /** The exception that a model out of order gives. */
    public static ModelBroken broken() {
        return new ModelBroken("for a test");
    }

    /** The exception of a run that was ended. */
    public static ModelFailure tooLong(boolean alone) {
        return new RunTooLong(alone, new IllegalStateException());
    }

    /** As when the warm-up input fails. */
    public static void breakDown(ModelHealth health) {
        health.broke();
    }

    /** The health of a model that has run, or has not. */
    public static ModelHealth health(boolean proven) {
        ModelHealth health = new ModelHealth();
        if (proven) {
            health.ran();
        }
        return health;
    }
}
