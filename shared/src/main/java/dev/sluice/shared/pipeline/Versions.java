package dev.sluice.shared.pipeline;

/** Chooses the release that a job is done with. */
@FunctionalInterface
public interface Versions {
    /** The one that {@code pipeline.yaml} names. */
    Versions AS_WRITTEN = (pipeline, _) -> pipeline.version();

    /** For a job of this customer that is made now. */
    String of(Pipeline pipeline, String customerID);
}
