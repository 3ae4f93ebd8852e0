package dev.sluice.ops.api.http;

import java.time.Duration;
import java.util.Optional;

/** A call that is not done, and why: the caller can do something about it. */
public final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int status;
    private final transient Optional<Duration> again;

    /**
     * @param status of HTTP, 400 to 599
     * @param detail names the input, the limit and the remedy
     */
    public Refused(int status, String detail) {
        this(status, detail, Optional.empty());
    }

    /**
     * @param again after which the same call may do
     */
    public Refused(int status, String detail, Optional<Duration> again) {
        super(detail, null, false, false); // an answer, and no bug: its trace tells nobody anything
        this.status = status;
        this.again = again;
    }

    /** As RFC 9457 has it. */
    Answer answer() {
        Answer answer = Answer.problem(status, String.valueOf(getMessage()));
        return again.map(answer::again).orElse(answer);
    }
}
