package dev.sluice.ops.fleet.erase;

/** What there is of a customer. */
public enum Kind {
    UPLOADS,
    ROWS,
    /** Result documents and artifacts. */
    RESULTS,
    /** Packed result documents; each pack holds one customer's alone. */
    PACKS,
    /** What is kept of objects in collections. */
    VECTORS
}
