package dev.sluice.shared.program;

/** What a command's end tells its caller. */
public final class ExitCode {
    public static final int DONE = 0;

    /** A job failed or did not finish. */
    public static final int FAILED = 1;

    /** The command line is wrong. */
    public static final int USAGE = 2;

    /** A JDK, port, endpoint, credentials or GPU is missing. */
    public static final int ENVIRONMENT = 3;

    /** {@code --wait} waited long enough. */
    public static final int TIMED_OUT = 4;

    private ExitCode() {}
}
