package dev.sluice.ops.deploy.stack;

import java.time.Duration;

/** Who runs a deployment. */
public interface Operator {
    /** A line about what is or will be. */
    void say(String line);

    /** A line about what is wrong, and the remedy. */
    void warn(String line);

    /**
     * Whether to go on; asked once, when all is said.
     *
     * @param losing whether customers' data is in danger, so that a mere yes is not enough
     */
    boolean agrees(boolean losing);

    /** Lets time pass. */
    void pause(Duration length) throws InterruptedException;
}
