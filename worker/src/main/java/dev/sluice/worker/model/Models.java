package dev.sluice.worker.model;

import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** The models of one pipeline, each with a batcher, by the names that the task knows. */
public final class Models {
    private final Map<String, Batcher> byName;

    public Models(Map<String, Batcher> byName) {
        this.byName = Collections.unmodifiableMap(new LinkedHashMap<>(byName));
    }

    public Collection<Batcher> all() {
        return byName.values();
    }

    /** Announces messages: each may call any of the models. */
    public void expect(int messages) {
        all().forEach(each -> each.expect(messages));
    }

    /**
     * The models as one announced message sees them.
     *
     * @param alone whether its items run in batches of one
     */
    public JobModels forJob(boolean alone) {
        Map<String, JobModel> models = new LinkedHashMap<>();
        byName.forEach((name, batcher) -> models.put(name, batcher.forJob(alone)));
        return new JobModels(models);
    }

    /** Whether one is out of order, so that no job is to blame for what becomes of it. */
    public boolean broken() {
        return all().stream().anyMatch(each -> each.health().broken());
    }

    /** Whether a run of one does not end: see {@link Batcher#hangs}. */
    public boolean hang(Duration limit) {
        return all().stream().anyMatch(each -> each.hangs(limit));
    }

    /**
     * Closes each.
     *
     * @param atMost longest wait for each
     */
    public void close(Duration atMost) throws InterruptedException {
        for (Batcher each : all()) {
            each.close(atMost);
        }
    }
}
