package dev.sluice.worker.flow;

import dev.sluice.worker.model.JobModels;
import dev.sluice.worker.model.Model;
import dev.sluice.worker.task.Context;
import dev.sluice.worker.task.Progress;

import java.util.Map;

/** One job, as its task sees it. */
record JobContext(
        JobModels models, Map<String, String> metadata, Map<String, String> ids, Progress progress)
        implements Context {
    @Override
    public Model model(String name) {
        return models.named(name);
    }
}
