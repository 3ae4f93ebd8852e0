package dev.sluice.worker.task;

import dev.sluice.shared.config.Problems;
import dev.sluice.worker.input.picture.Matte;
import dev.sluice.worker.model.Model;
import dev.sluice.worker.model.Tensor;

import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * What a pipeline does with a decoded picture. One instance per pipeline, called by many virtual
 * threads at once; anything heavier than a few microseconds belongs on {@link
 * dev.sluice.worker.machine.Cpu}.
 */
public interface Task {
    /**
     * An input that takes the model through all its work, like a real picture. It runs before the
     * first poll, and again when the model's health is in doubt (RULES 14), so it must never fail
     * on a healthy model.
     */
    Map<String, Tensor> warmUp();

    /**
     * Further inputs, unlike the warm-up, for {@link #check}: one answer may not be enough to tell.
     * A healthy model may refuse them.
     */
    default List<Map<String, Tensor>> probes() {
        return List.of();
    }

    /**
     * Looks, before the first poll, at what the model answers: its values may contradict the
     * options although its shapes do not.
     *
     * @param answers the first to the warm-up, the others to probes that the model did not refuse
     * @param problems is told what is wrong; nothing is polled then
     */
    default void check(List<Map<String, Tensor>> answers, Problems problems) {}

    /**
     * How long both sides of a picture must still be, in px, if it is shrunk while it is decoded.
     * Empty, unless the task says otherwise: it wants every pixel.
     */
    default OptionalInt sideNeeded() {
        return OptionalInt.empty();
    }

    /** What transparent pixels of an upload let through; white unless the task says otherwise. */
    default Matte matte() {
        return Matte.WHITE;
    }

    /**
     * Turns one upload into a result.
     *
     * @param upload its picture stays valid until this returns
     * @param model this job's view of the pipeline's model
     * @return {@link Outcome.Done}, or {@link Outcome.Reject} with a sentence a customer
     *     understands
     * @throws Exception a {@link dev.sluice.worker.model.ModelFailure}, an interruption, or a bug;
     *     the flow decides between another attempt and giving up
     */
    Outcome run(Upload upload, Model model) throws Exception;
}
