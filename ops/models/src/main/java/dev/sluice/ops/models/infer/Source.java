package dev.sluice.ops.models.infer;

/** Something that tells of a model what its pictures must be like. */
@FunctionalInterface
interface Source {
    /** Says what it knows; what is known already stays. */
    void tell(Evidence evidence, Draft draft);
}
