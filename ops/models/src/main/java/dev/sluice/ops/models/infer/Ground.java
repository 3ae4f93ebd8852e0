package dev.sluice.ops.models.infer;

/** How sure something is. */
public enum Ground {
    /** The user said so. */
    GIVEN,
    /** The model, or a file beside it, says so. */
    READ,
    /** Seen in what the model answers. */
    TRIED,
    /** What most people do who use this exporter. */
    ASSUMED
}
