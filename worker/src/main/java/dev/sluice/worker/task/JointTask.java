package dev.sluice.worker.task;

import dev.sluice.shared.job.Parts;
import dev.sluice.worker.input.Reader;
import dev.sluice.worker.output.Result;

import java.util.Set;

/**
 * A task whose uploads come in parts, in any order and each replaced at will (RULES 4). What {@link
 * #run} finds of a part is its answer: the {@link Result#summary} of it is kept in the row, and the
 * document is made of all answers anew whenever one comes.
 *
 * @param <I> what all parts have in common
 */
public interface JointTask<I extends AutoCloseable> extends Task<I> {
    /** The names of the parts that it knows. */
    Set<String> parts();

    /**
     * Reads a part.
     *
     * @param part one of {@link #parts}
     */
    Reader<I> reader(String part);

    /**
     * What all parts say together. The same parts make the same result, whatever came before.
     *
     * @param parts as the row has them; of some nothing may be known yet, and of all if each has
     *     failed
     */
    Result joint(Parts parts);

    /** No part, no reader. */
    @Override
    default Reader<I> reader() {
        throw new IllegalStateException("its uploads come in parts: " + parts());
    }
}
