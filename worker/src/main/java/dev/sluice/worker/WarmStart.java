package dev.sluice.worker;

import dev.sluice.shared.config.Problems;
import dev.sluice.shared.pipeline.Pipeline;
import dev.sluice.shared.time.Ticker;
import dev.sluice.worker.model.Accelerator;
import dev.sluice.worker.model.Batcher;
import dev.sluice.worker.model.ModelBroken;
import dev.sluice.worker.model.OnnxModel;
import dev.sluice.worker.model.Turns;
import dev.sluice.worker.task.WarmUp;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.function.Consumer;

/**
 * Starts models, each warm before the first poll.
 *
 * @param shared the turns of models that may not run at the same time
 * @param broken told when a model is out of order
 * @param problems told of models that fail, or whose answers contradict their options
 */
record WarmStart(
        Accelerator accelerator,
        Turns shared,
        Ticker ticker,
        Consumer<String> broken,
        Problems problems) {
    private static final Logger log = LoggerFactory.getLogger(WarmStart.class);

    /**
     * @param name in {@code models} of the pipeline
     * @param graph owned by the batcher from here on
     * @return one that runs if no problem was noted
     */
    Batcher start(Pipeline pipeline, String name, OnnxModel graph, WarmUp warmUp) {
        Pipeline.ModelFile model = pipeline.model(name);
        String title = name.equals(Pipeline.MODEL) ? pipeline.name() : pipeline.name() + "-" + name;
        OnnxModel wanted = graph.only(warmUp.outputs());
        Batcher batcher =
                new Batcher(
                        new Batcher.Kind(title, model.batch(), warmUp.input()),
                        accelerator.runner(
                                title,
                                model.batch(),
                                model.batch().alone() ? wanted.alone() : wanted),
                        accelerator.runsOneAtATime() ? shared : new Turns(),
                        broken,
                        ticker);
        long begun = ticker.nanos();
        try {
            warmUp.check().check(batcher.start(warmUp.probes()), problems);
            log.info(
                    "model {} version {} is warm on {} after {} ms",
                    title,
                    model.version(),
                    accelerator,
                    (ticker.nanos() - begun) / 1_000_000);
        } catch (ModelBroken e) {
            problems.add(
                    "%s: %s.file"
                            .formatted(
                                    pipeline.source(),
                                    name.equals(Pipeline.MODEL) ? name : "models." + name),
                    "model %s fails its warm-up: %s; mend it or export it again"
                            .formatted(title, e.getMessage()));
        } catch (RuntimeException | Error e) {
            ReleaseLoader.discard(batcher);
            throw e;
        }
        return batcher;
    }
}
