package dev.sluice.worker.model;

import java.time.Duration;
import java.util.Map;

/** One message's way to the models of its pipeline. */
public final class JobModels implements AutoCloseable {
    private final Map<String, JobModel> byName;

    JobModels(Map<String, JobModel> byName) {
        this.byName = byName;
    }

    /**
     * @throws IllegalArgumentException if the pipeline has no model of that name
     */
    public Model named(String name) {
        JobModel model = byName.get(name);
        if (model == null) {
            throw new IllegalArgumentException(
                    "there is no model %s, but %s".formatted(name, byName.keySet()));
        }
        return model;
    }

    /** Time spent in calls so far, waiting for batches included. */
    public Duration elapsed() {
        return byName.values().stream()
                .map(JobModel::elapsed)
                .reduce(Duration.ZERO, Duration::plus);
    }

    @Override
    public void close() {
        byName.values().forEach(JobModel::close);
    }
}
