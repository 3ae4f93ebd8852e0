package dev.sluice.worker.fake;

import dev.sluice.shared.job.Generation;
import dev.sluice.worker.model.Model;
import dev.sluice.worker.task.Context;
import dev.sluice.worker.task.Progress;

import java.nio.file.Path;
import java.util.Map;

/** A job of a pipeline with one model. */
public record OneJob(Model model, Map<String, String> metadata, Map<String, String> ids)
        implements Context {
    public static OneJob of(Model model, Map<String, String> metadata) {
        return new OneJob(model, metadata, Jobs.IDS);
    }

    @Override
    public Generation generation() {
        return Jobs.GENERATION;
    }

    @Override
    public Path scratch() {
        throw new UnsupportedOperationException("no test asks for it");
    }

    @Override
    public Progress progress() {
        return _ -> {};
    }

    @Override
    public Model model(String name) {
        return model;
    }
}
