package dev.sluice.worker.model;

import java.time.Duration;
import java.util.List;
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
        JobModel model = model(name);
        return byName.size() == 1 ? model : new Waiting(model, others(model));
    }

    private List<JobModel> others(JobModel model) {
        return byName.values().stream().filter(each -> each != model).toList();
    }

    /** While a job waits in one model's batch it is not on its way to the others (RULES 18). */
    private record Waiting(JobModel model, List<JobModel> others) implements Model {
        @Override
        public List<Map<String, Tensor>> call(List<Map<String, Tensor>> items)
                throws ModelFailure, InterruptedException {
            return call(items, false);
        }

        @Override
        public List<Map<String, Tensor>> lastCall(List<Map<String, Tensor>> items)
                throws ModelFailure, InterruptedException {
            return call(items, true);
        }

        private List<Map<String, Tensor>> call(List<Map<String, Tensor>> items, boolean last)
                throws ModelFailure, InterruptedException {
            others.forEach(JobModel::pause);
            try {
                return model.call(items, last);
            } finally {
                others.forEach(JobModel::resume);
            }
        }
    }

    private JobModel model(String name) {
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
