package dev.sluice.worker;

import dev.sluice.shared.Settings;
import dev.sluice.shared.aws.ApiMeter;
import dev.sluice.shared.program.Foreground;
import dev.sluice.shared.program.Logs;
import dev.sluice.shared.program.Program;
import dev.sluice.shared.trace.Tracing;

import java.util.Map;

/**
 * The worker as a program of its own, as it runs on AWS: jobs from the queues that the environment
 * names.
 */
public final class Main {
    private Main() {}

    /** SIGTERM and Ctrl-C drain. Exit codes: 0 drained, 1 it died, 2 usage, 3 surroundings. */
    public static void main(String[] arguments) {
        Foreground.main(arguments, () -> start(System.getenv()));
    }

    /**
     * Starts it; from now on the log is as the environment says.
     *
     * @throws dev.sluice.shared.config.InvalidConfiguration if the settings or a pipeline are wrong
     * @throws dev.sluice.shared.config.StartFailure if something is missing or does not answer
     */
    public static Program start(Map<String, String> environment) {
        Settings settings = Settings.read(environment);
        Logs.ofProgram(settings.log());
        Tracing.ofProgram("sluice-worker", environment);
        WorkerProcess worker = WorkerProcess.start(settings, new ApiMeter());
        Runnable drain =
                () -> {
                    worker.drain();
                    Tracing.end();
                };
        return new Program(drain, worker::hurry, worker::awaitEnd);
    }
}
