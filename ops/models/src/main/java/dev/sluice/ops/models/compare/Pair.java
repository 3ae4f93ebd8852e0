package dev.sluice.ops.models.compare;

import dev.sluice.ops.models.trial.Answer;
import dev.sluice.worker.task.Finding;

import java.nio.file.Path;

/**
 * What two releases say of one picture.
 *
 * @param live of the one in service
 * @param other of the one that it is compared with
 * @param liveCpu milliseconds of all cores, from the file's bytes to the finding
 * @param otherCpu the same of the other
 */
public record Pair(Answer live, Answer other, double liveCpu, double otherCpu) {
    /** A difference of answers outweighs every shift of confidence. */
    private static final double ANOTHER = 10;

    public Path file() {
        return live.sample().file();
    }

    /** Whether both say the same, but for how sure they are. */
    public boolean agrees() {
        if (live.finding() instanceof Finding.Found(var one)
                && other.finding() instanceof Finding.Found(var two)) {
            return one.said().equals(two.said());
        }
        return live.headline().equals(other.headline());
    }

    /** By how much the other is surer of what it is surest of. */
    public double shift() {
        return other.confidence() - live.confidence();
    }

    /** To order by: those that differ most have most. */
    public double difference() {
        return (agrees() ? 0 : ANOTHER) + Math.abs(shift());
    }
}
