package dev.sluice.ops.cli.jobs;

import dev.sluice.ops.cli.shell.Shell;
import dev.sluice.ops.fleet.Fleet;
import dev.sluice.shared.job.FailureReason;
import dev.sluice.shared.job.rows.JobTable;
import dev.sluice.shared.job.rows.StageRows;
import dev.sluice.shared.program.ExitCode;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

import java.time.InstantSource;
import java.util.concurrent.Callable;

/** Ends a job before its time. */
@Command(
        name = "stop",
        header = "Stops a long job, at whichever stage it is.",
        description = {
            "",
            "Its row says ABORTED at once, and its program ends within five seconds. What its"
                    + " stages have stored stays, and `resume` goes on from there.",
            "",
            "Exit code: 0 stopped, 1 it had ended already, 2 there is no such job."
        })
final class StopCommand implements Callable<Integer> {
    /** It may go on to its next stage just then. */
    private static final int TRIES = 5;

    private static final FailureReason STOPPED =
            new FailureReason(
                    StageRows.STOPPED,
                    "The work was stopped by hand; it can be resumed where it was.");

    private final Shell shell;

    @Mixin private JobOptions which = new JobOptions();

    StopCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        try (Fleet fleet = Fleet.open(shell.environment())) {
            LongJob job = which.find(fleet);
            JobTable table =
                    JobTable.of(
                            fleet.settings(), fleet.clients().dynamodb(), InstantSource.system());
            for (int i = 0; i < TRIES && !job.row().settled(); i++) {
                if (new StageRows(table, job.lane()).stop(job.job(), STOPPED)) {
                    shell.console()
                            .print("%s is stopped during %s".formatted(job.id(), job.stage()));
                    return ExitCode.DONE;
                }
                job = LongJobs.of(fleet).again(job);
            }
            shell.console().print("%s has ended already: %s".formatted(job.id(), job.status()));
            return ExitCode.FAILED;
        }
    }
}
