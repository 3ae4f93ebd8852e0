package dev.sluice.worker.task.command;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** A process for each job: {@code PROGRAM INPUT_DIR OUTPUT_DIR PARAMETERS_JSON_FILE}. */
record ProcessPerJob(CommandOptions options) implements Execution {
    /** In the environment of all processes of a program. */
    static final String MARK = "SLUICE_RUN";

    @Override
    public int run(Assignment job) throws IOException, InterruptedException, TooMuchMemory {
        List<String> words = new ArrayList<>(options.program().command());
        words.add(job.folders().input().toString());
        words.add(job.folders().output().toString());
        words.add(job.parameters().toString());
        String mark = UUID.randomUUID().toString();
        ProcessBuilder program =
                options.program()
                        .confinement()
                        .program(words, job.folders().work(), Map.of(MARK, mark));
        ProgressLines protocol = new ProgressLines(options.progress());
        Process process = program.redirectErrorStream(true).start();
        process.getOutputStream().close(); // its input is empty
        try (RunningProgram running =
                RunningProgram.of(
                        process,
                        MARK + "=" + mark,
                        line ->
                                protocol.read(line)
                                        .ifPresentOrElse(job.news(), () -> job.log().add(line)),
                        options.limits().grace())) {
            return running.await(options.limits(), job.log()::save);
        } finally {
            job.log().save();
        }
    }

    @Override
    public void close() {
        // each job has ended its own
    }
}
