package dev.sluice.worker.task;

import dev.sluice.shared.job.Generation;
import dev.sluice.worker.model.Model;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * A job of which nothing is known but its input: for trials and benchmarks of a task alone.
 *
 * @param models by their names
 * @param ids the variables of its key
 */
public record LoneJob(Function<String, Model> models, Map<String, String> ids) implements Context {
    @Override
    public Model model(String name) {
        return models.apply(name);
    }

    @Override
    public Map<String, String> metadata() {
        return Map.of();
    }

    @Override
    public Generation generation() {
        return Generation.of(Optional.empty(), Instant.EPOCH);
    }

    /**
     * @throws UnsupportedOperationException always
     */
    @Override
    public Path scratch() {
        throw new UnsupportedOperationException("a trial keeps no files");
    }

    @Override
    public Progress progress() {
        return _ -> {};
    }
}
