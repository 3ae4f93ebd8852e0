package dev.sluice.worker.flow;

import dev.sluice.shared.release.CanaryCount;
import dev.sluice.shared.release.CanaryCount.Jobs;
import dev.sluice.shared.release.Trial;

import java.util.Optional;

/** Counts how a lane's jobs go with a canary, and beside it with the live release. */
public final class Canary {
    private volatile Optional<Trial> trial = Optional.empty();

    /** Guarded by this. */
    private CanaryCount counted = CanaryCount.NONE;

    /** From now on this is tried; what came of another is forgotten. */
    public void follow(Optional<Trial> now) {
        if (!trial.equals(now)) {
            trial = now;
            var _ = take();
        }
    }

    public Optional<Trial> trial() {
        return trial;
    }

    /** What was counted since somebody last asked. */
    public synchronized CanaryCount take() {
        CanaryCount taken = counted;
        counted = CanaryCount.NONE;
        return taken;
    }

    /**
     * A job was settled, or its attempt came to nothing.
     *
     * @param named the version that the job was made for: where that one cannot be had here, or has
     *     broken, another did it
     * @param version that did it
     */
    void settled(String named, String version, Outcome outcome) {
        Optional<Trial> now = trial;
        if (now.isEmpty()) {
            return;
        }
        boolean tried = named.equals(now.get().version());
        Jobs one =
                tried && !version.equals(named)
                        ? new Jobs(1, 1, 0) // it could not even be tried
                        : switch (outcome) {
                            case Outcome.Done done ->
                                    new Jobs(
                                            1,
                                            0,
                                            done.milliseconds()
                                                            .model()
                                                            .plus(done.milliseconds().task())
                                                            .toNanos()
                                                    / 1e6);
                            case Outcome.Reject _, Outcome.Retry _ -> new Jobs(1, 1, 0);
                            default -> Jobs.NONE;
                        };
        synchronized (this) {
            counted =
                    counted.plus(
                            tried
                                    ? new CanaryCount(one, Jobs.NONE)
                                    : new CanaryCount(Jobs.NONE, one));
        }
    }
}
