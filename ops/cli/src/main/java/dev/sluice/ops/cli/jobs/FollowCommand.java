package dev.sluice.ops.cli.jobs;

import dev.sluice.ops.cli.shell.JsonOption;
import dev.sluice.ops.cli.shell.Pause;
import dev.sluice.ops.cli.shell.Shell;
import dev.sluice.ops.fleet.Fleet;
import dev.sluice.shared.job.Row;
import dev.sluice.shared.program.ExitCode;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;

/** One job, to its end. */
@Command(
        name = "follow",
        header = "Says how a long job goes on, until it ends.",
        description = {
            "",
            "A line for each change of its row, which workers write every 10 s; with --json a"
                    + " document, as `show` prints it.",
            "",
            "Exit code: 0 it succeeded, 1 it did not, 2 there is no such job."
        })
final class FollowCommand implements Callable<Integer> {
    private static final Duration LOOK = Duration.ofSeconds(2);

    private final Shell shell;

    @Mixin private JobOptions which = new JobOptions();
    @Mixin private JsonOption json = new JsonOption();

    FollowCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws InterruptedException {
        try (Fleet fleet = Fleet.open(shell.environment())) {
            LongJobs jobs = LongJobs.of(fleet);
            LongJob job = which.find(fleet);
            Optional<Long> told = Optional.empty();
            while (true) {
                if (!job.row().number("updatedAt").equals(told)) {
                    told = job.row().number("updatedAt");
                    json.print(shell.console(), job.line(Instant.now()), job::into);
                }
                if (job.row().settled()) {
                    return job.row().status().equals(Optional.of(Row.Status.COMPLETED))
                            ? ExitCode.DONE
                            : ExitCode.FAILED;
                }
                Pause.of(LOOK);
                job = jobs.again(job);
            }
        }
    }
}
