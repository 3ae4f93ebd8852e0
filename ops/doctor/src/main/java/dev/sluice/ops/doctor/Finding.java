package dev.sluice.ops.doctor;

/** What came of one look at one thing. */
public sealed interface Finding {
    /** What was looked at, such as {@code bucket pictures}. */
    String about();

    /** How it is, one sentence without its full stop. */
    String says();

    /** As it should be. */
    record Good(String about, String says) implements Finding {}

    /**
     * Not as it should be.
     *
     * @param remedy what to do
     */
    record Fault(String about, String says, String remedy) implements Finding {}

    /**
     * Something that this machine or account must bring is not there: an endpoint's answer,
     * credentials, a driver.
     *
     * @param remedy what to do
     */
    record Missing(String about, String says, String remedy) implements Finding {}

    /**
     * Neither good nor bad.
     *
     * @param says why nobody knows
     */
    record Unchecked(String about, String says) implements Finding {}
}
