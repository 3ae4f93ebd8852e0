package dev.sluice.ops.doctor;

import java.util.List;

/** One thing to look at. */
interface Check {
    /** What, if all of it fails at once. */
    String about();

    /** What there is to say; what an endpoint refuses or does not answer may be thrown. */
    List<Finding> look();
}
