package dev.sluice.worker.task.command;

import com.fasterxml.jackson.databind.json.JsonMapper;

import dev.sluice.shared.config.Problems;
import dev.sluice.shared.job.FailureReason;
import dev.sluice.shared.pipeline.Pipeline;
import dev.sluice.worker.machine.Cpu;
import dev.sluice.worker.model.Graphs;
import dev.sluice.worker.task.AttemptFailed;
import dev.sluice.worker.task.Context;
import dev.sluice.worker.task.FileTask;
import dev.sluice.worker.task.Finding;
import dev.sluice.worker.task.Progress;
import dev.sluice.worker.task.TaskFactory.Made;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Runs a program: {@code PROGRAM INPUT_DIR OUTPUT_DIR PARAMETERS_JSON_FILE}, in a folder of its
 * own, or one that stays and is told of each job by a line ({@link JobPipe}). Exit code 0: done; 64
 * to 99: the upload is refused, for the reason in {@code failure.json}; what {@code exitCodes}
 * names: likewise; anything else: the attempt failed.
 */
public final class CommandTask implements FileTask {
    private static final Logger log = LoggerFactory.getLogger(CommandTask.class);
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int FIRST_REFUSAL = 64;
    private static final int LAST_REFUSAL = 99;

    /** As shells say it: ended by signal 9. */
    private static final int KILLED = 137;

    private final CommandOptions options;
    private final Execution execution;

    CommandTask(CommandOptions options) {
        this.options = options;
        this.execution =
                options.program().stays()
                        ? new LongLivedProcess(options)
                        : new ProcessPerJob(options);
    }

    /** As {@link dev.sluice.worker.task.TaskFactory#make}. */
    public static Made make(Pipeline pipeline, Graphs models, Cpu cpu, Problems problems) {
        return CommandOptions.read(pipeline, problems)
                .map(
                        options -> {
                            log.info(
                                    "{} runs {} with {}",
                                    pipeline.name(),
                                    options.program().command(),
                                    options.program().confinement().told());
                            return new Made(new CommandTask(options), Map.of());
                        })
                .orElseGet(Made::none);
    }

    @Override
    public Finding run(Folders folders, Context job) throws Exception {
        Execution.Assignment assignment =
                new Execution.Assignment(
                        folders,
                        parameters(folders, job),
                        news -> report(job.progress(), news),
                        new LogTail(folders.log()));
        try {
            return found(execution.run(assignment), new Leavings(folders.output()));
        } catch (TooMuchMemory e) {
            return new Finding.Refused(
                    new FailureReason(
                            "too-much-memory",
                            "Working on this file takes more than the %,d bytes of memory allowed; upload a smaller one."
                                    .formatted(options.limits().memory())));
        }
    }

    @Override
    public void close() {
        execution.close();
    }

    private Path parameters(Folders folders, Context job) throws IOException {
        Map<String, @Nullable Object> all = new LinkedHashMap<>(options.program().parameters());
        all.put(
                "sluice",
                Map.of(
                        "ids", job.ids(),
                        "metadata", job.metadata(),
                        "generation", job.generation().value()));
        Path file = folders.work().resolve("parameters.json");
        Files.write(file, JSON.writeValueAsBytes(all));
        return file;
    }

    private static void report(Progress progress, Map<String, Object> state) {
        try {
            progress.report(state);
        } catch (Progress.NotNeeded | InterruptedException e) {
            // whoever waits for the program hears of it
        }
    }

    private Finding found(int exitCode, Leavings leavings) throws AttemptFailed {
        if (exitCode == 0) {
            return new Finding.Found(leavings.result());
        }
        FailureReason meant = options.exitCodes().get(exitCode);
        if (meant != null) {
            return new Finding.Refused(meant);
        }
        if (exitCode >= FIRST_REFUSAL && exitCode <= LAST_REFUSAL) {
            return new Finding.Refused(leavings.refusal(exitCode));
        }
        throw new AttemptFailed(
                exitCode == KILLED
                        ? "its program was killed, perhaps for want of memory"
                        : "its program ended with exit code " + exitCode);
    }
}
