package dev.sluice.worker.output;

import dev.sluice.shared.aws.ObjectStore;
import dev.sluice.shared.job.Job;
import dev.sluice.shared.job.ResultPlace;
import dev.sluice.shared.pipeline.KeyPattern;
import dev.sluice.worker.intake.Hold;

import java.util.Map;
import java.util.Optional;

/** Each document as an object of its own, fenced by its generation. */
public record OwnObjects(ObjectStore store, String bucket, KeyPattern name) implements Documents {
    @Override
    public Optional<ResultPlace> store(Job job, Map<String, String> ids, byte[] json, Hold hold) {
        String key = name.render(ids);
        return switch (store.putFenced(
                bucket, key, "application/json", json, job, hold.lease()::check)) {
            case OURS -> Optional.of(new ResultPlace.Whole(key));
            case SUPERSEDED -> Optional.empty();
        };
    }
}
