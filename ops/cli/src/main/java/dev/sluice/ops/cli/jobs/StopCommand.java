package dev.sluice.ops.cli.jobs;

import dev.sluice.ops.cli.shell.JsonOption;
import dev.sluice.ops.cli.shell.Shell;
import dev.sluice.ops.fleet.Fleet;
import dev.sluice.ops.fleet.StagedJobs;
import dev.sluice.shared.program.ExitCode;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

import java.util.Optional;
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
    private final Shell shell;

    @Mixin private JobOptions which = new JobOptions();
    @Mixin private JsonOption json = new JsonOption();

    StopCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        try (Fleet fleet = Fleet.open(shell.environment())) {
            LongJob job = which.find(fleet);
            Optional<String> stage = StagedJobs.of(fleet).stop(job.pipeline(), job.row());
            LongJob after = LongJobs.of(fleet).again(job);
            json.print(
                    shell.console(),
                    stage.map(during -> "%s is stopped during %s".formatted(job.id(), during))
                            .orElseGet(
                                    () ->
                                            "%s has ended already: %s"
                                                    .formatted(job.id(), after.status())),
                    facts -> after.into(facts.put("stopped", stage.isPresent())));
            return stage.isPresent() ? ExitCode.DONE : ExitCode.FAILED;
        }
    }
}
