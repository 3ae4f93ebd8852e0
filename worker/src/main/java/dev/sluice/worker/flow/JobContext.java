package dev.sluice.worker.flow;

import dev.sluice.shared.job.Generation;
import dev.sluice.worker.model.JobModels;
import dev.sluice.worker.model.Model;
import dev.sluice.worker.task.Context;
import dev.sluice.worker.task.Progress;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** One job, as its task sees it. */
record JobContext(
        Upload upload,
        JobModels models,
        Progress progress,
        Scratch files,
        Map<String, String> metadata)
        implements Context {
    JobContext(Upload upload, JobModels models, Progress progress, Scratch files) {
        this(upload, models, progress, files, Map.of());
    }

    /** The same job, when it is known what its object says of itself. */
    JobContext with(Map<String, String> known) {
        return new JobContext(upload, models, progress, files, Map.copyOf(known));
    }

    @Override
    public Model model(String name) {
        return models.named(name);
    }

    @Override
    public Map<String, String> ids() {
        return upload.ids();
    }

    @Override
    public Generation generation() {
        return upload.job().generation();
    }

    @Override
    public Path scratch() throws IOException {
        return files.folder();
    }
}
