package dev.sluice.ops.cli.jobs;

import dev.sluice.dispatcher.Mending;
import dev.sluice.dispatcher.redrive.Redrive;
import dev.sluice.dispatcher.requeue.Manner;
import dev.sluice.dispatcher.requeue.Requeue;
import dev.sluice.ops.cli.shell.JsonOption;
import dev.sluice.ops.cli.shell.Pause;
import dev.sluice.ops.cli.shell.Shell;
import dev.sluice.ops.fleet.Fleet;
import dev.sluice.ops.fleet.StagedJobs;
import dev.sluice.shared.config.StartFailure;
import dev.sluice.shared.job.Row;
import dev.sluice.shared.program.ExitCode;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;

/** Goes on with a job that has ended badly. */
@Command(
        name = "resume",
        header = "Goes on with a long job that was stopped, or has failed.",
        description = {
            "",
            "At the stage where it ended, with what the stages before it stored and with the"
                    + " stage's last checkpoint. It is the same upload's next run.",
            "",
            "Exit code: 0 resumed, 1 it is not to be resumed as it is, 2 a mistake in the command"
                    + " line."
        })
final class ResumeCommand implements Callable<Integer> {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Shell shell;

    @Mixin private JobOptions which = new JobOptions();

    @Option(
            names = "--step",
            paramLabel = "STAGE",
            description =
                    "Begin at this stage instead; the ones before it must have been done once.")
    private @Nullable String step;

    @Mixin private JsonOption json = new JsonOption();

    ResumeCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws InterruptedException {
        try (Fleet fleet = Fleet.open(shell.environment())) {
            LongJob job = which.find(fleet);
            Row row = step == null ? job.row() : StagedJobs.at(job.pipeline(), job.row(), step);
            Manner manner = new Manner(Manner.PER_SECOND, Manner.AHEAD, PATIENCE, false);
            Redrive.Outcome done =
                    Mending.open(fleet.settings(), fleet.clients(), fleet.pipelines())
                            .redrive(manner, Pause::of)
                            .run(List.of(row));
            boolean sent = done.sent() == 1;
            String stage = row.text("currentStage").orElse(job.stage());
            json.print(
                    shell.console(),
                    sent
                            ? "%s goes on at %s".formatted(job.id(), stage)
                            : "%s was not resumed: it is %s, and only what has failed or was stopped is resumed%s"
                                    .formatted(
                                            job.id(),
                                            job.status(),
                                            done.left() > 0
                                                    ? "; its pipeline is paused, or its queue is"
                                                            + " full"
                                                    : ""),
                    facts ->
                            facts.put("jobId", job.id())
                                    .put("customerID", job.row().customerID())
                                    .put("pipeline", job.pipeline().name())
                                    .put("resumed", sent)
                                    .put("stage", stage));
            return sent ? ExitCode.DONE : ExitCode.FAILED;
        } catch (Requeue.Unsent e) {
            throw new StartFailure(String.valueOf(e.getMessage()), e);
        }
    }
}
