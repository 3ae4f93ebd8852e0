package dev.sluice.ops.cli.jobs;

import dev.sluice.ops.cli.shell.Pause;
import dev.sluice.ops.cli.shell.Shell;
import dev.sluice.ops.fleet.Fleet;
import dev.sluice.ops.fleet.UsageError;
import dev.sluice.shared.pipeline.Stages.Stage;
import dev.sluice.shared.program.ExitCode;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import software.amazon.awssdk.services.s3.model.NoSuchKeyException;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;

/** What a stage's program said. */
@Command(
        name = "logs",
        header = "Prints the last of what a stage's program wrote.",
        description = {
            "",
            "The last 64 kB, as stored at the stage's end, or within the last 20 s. Line breaks and"
                    + " whatever else the program wrote are printed as they are, but for control"
                    + " characters.",
            "",
            "Exit code: 0; 1 if nothing is stored yet, 2 if there is no such job or stage."
        })
final class LogsCommand implements Callable<Integer> {
    private static final Duration LOOK = Duration.ofSeconds(5);

    private final Shell shell;

    @Mixin private JobOptions which = new JobOptions();

    @Option(
            names = "--stage",
            paramLabel = "STAGE",
            description = "Of this stage instead of the one that the job is at.")
    private @Nullable String stage;

    @Option(names = "--follow", description = "Go on with what comes, until the job ends.")
    private boolean follow;

    LogsCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws InterruptedException {
        try (Fleet fleet = Fleet.open(shell.environment())) {
            LongJob job = which.find(fleet);
            String name = stage == null ? job.stage() : stage;
            Stage of =
                    job.pipeline()
                            .stages()
                            .named(name)
                            .orElseThrow(() -> new UsageError("--stage: there is no " + name));
            String key = of.folder().render(job.ids()) + "/_log.txt";
            String said = "";
            while (true) {
                boolean last = !follow || job.row().settled();
                String text = read(fleet, key).orElse("");
                shell.console().print(text.startsWith(said) ? text.substring(said.length()) : text);
                said = text;
                if (last) {
                    return text.isEmpty() ? ExitCode.FAILED : ExitCode.DONE;
                }
                Pause.of(LOOK);
                job = LongJobs.of(fleet).again(job);
            }
        }
    }

    private static Optional<String> read(Fleet fleet, String key) {
        try {
            byte[] bytes =
                    fleet.clients()
                            .s3()
                            .getObjectAsBytes(
                                    get -> get.bucket(fleet.settings().resultBucket()).key(key))
                            .asByteArray();
            String text = new String(bytes, StandardCharsets.UTF_8);
            return Optional.of(text.replaceAll("[\\p{Cntrl}&&[^\n\t]]", "?").stripTrailing());
        } catch (NoSuchKeyException e) {
            return Optional.empty();
        }
    }
}
