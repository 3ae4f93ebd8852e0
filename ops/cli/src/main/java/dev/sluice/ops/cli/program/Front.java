package dev.sluice.ops.cli.program;

import dev.sluice.ops.cli.shell.Shell;
import dev.sluice.ops.fleet.Fleet;
import dev.sluice.shared.Settings;
import dev.sluice.shared.aws.ApiMeter;
import dev.sluice.shared.program.ExitCode;
import dev.sluice.shared.program.Logs;
import dev.sluice.shared.program.Program;

import java.net.URI;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * What serves people or callers a view of a fleet.
 *
 * @param url where it listens
 * @param close ends it
 */
record Front(URI url, Runnable close) {
    /**
     * Starts one, and prints its address as a line for a shell. Its clients have the time-outs of
     * workers, not the patient ones: whoever asks would rather hear that DynamoDB does not answer
     * than wait two minutes.
     *
     * @param variable of the printed line
     */
    static Program start(Shell shell, String variable, Function<Fleet, Front> start) {
        Settings settings = Settings.read(shell.environment()).servingAll();
        Logs.ofProgram(settings.log());
        Fleet fleet = Fleet.open(settings, new ApiMeter());
        Front front;
        try {
            front = start.apply(fleet);
        } catch (RuntimeException e) {
            fleet.close();
            throw e;
        }
        shell.console().print("export %s='%s'".formatted(variable, front.url()));
        shell.console().out().flush();
        CompletableFuture<Integer> ended = new CompletableFuture<>();
        return new Program(
                () -> {
                    if (!ended.isDone()) {
                        front.close().run();
                        fleet.close();
                        ended.complete(ExitCode.DONE);
                    }
                },
                ended::get);
    }
}
