package dev.sluice.worker.task.command;

import dev.sluice.shared.config.Problems;
import dev.sluice.shared.job.Generation;
import dev.sluice.shared.pipeline.Pipeline;
import dev.sluice.shared.pipeline.Pipelines;
import dev.sluice.worker.fake.Jobs;
import dev.sluice.worker.model.Model;
import dev.sluice.worker.stage.Workspace;
import dev.sluice.worker.task.Context;
import dev.sluice.worker.task.FileTask.Folders;
import dev.sluice.worker.task.Finding;
import dev.sluice.worker.task.Progress;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** A pipeline of one stage, whose program is a script in its folder, and jobs for it. */
final class OneStage implements AutoCloseable {
    final List<Map<String, Object>> news = new CopyOnWriteArrayList<>();
    private final Path above;
    private final Pipeline pipeline;
    private Optional<CommandTask> task = Optional.empty();

    /**
     * @param options of the stage, as they stand in braces
     * @param limits likewise
     */
    OneStage(Path above, String script, String options, String limits) throws IOException {
        this.above = above;
        Path folder = Files.createDirectories(above.resolve("repository/one"));
        Files.writeString(folder.resolve("program"), script);
        Files.writeString(
                folder.resolve("pipeline.yaml"),
                """
                name: one
                match: "{customerID}/one/{imageID}.txt"
                row: "one#{imageID}"
                output: {name: "{customerID}/result/{imageID}"}
                stages:
                  only:
                    folder: "{customerID}/only/{imageID}"
                    limits: {%s}
                    options: {%s}
                """
                        .formatted(limits, options));
        pipeline = Pipelines.read(above.resolve("repository"), List.of()).lanes().getFirst();
    }

    static OneStage shell(Path above, String script) throws IOException {
        return new OneStage(
                above, "#!/bin/sh\n" + script, "program: [program], grace: 200ms", "timeout: 60s");
    }

    /** A file beside the program. */
    void file(Path source) throws IOException {
        Files.copy(source, pipeline.folder().resolve(String.valueOf(source.getFileName())));
    }

    /** What is wrong with the options, a line each. */
    String problems() {
        Problems problems = new Problems();
        CommandOptions.read(pipeline, problems);
        try {
            problems.throwIfAny();
            return "";
        } catch (dev.sluice.shared.config.InvalidConfiguration e) {
            return String.valueOf(e.getMessage());
        }
    }

    Optional<CommandOptions> options() {
        return CommandOptions.read(pipeline, new Problems());
    }

    synchronized CommandTask task() {
        CommandTask made = task.orElseGet(() -> new CommandTask(options().orElseThrow()));
        task = Optional.of(made);
        return made;
    }

    /** Folders of a new job. */
    Folders folders(String upload) throws IOException {
        Path root = Files.createTempDirectory(Files.createDirectories(above.resolve("jobs")), "j");
        Folders folders = Workspace.in(root, 1_000_000_000).folders();
        Files.writeString(folders.input().resolve("input.txt"), upload);
        return folders;
    }

    Finding run(Folders folders) throws Exception {
        return task().run(folders, job());
    }

    private Context job() {
        return new Listened(Map.of("customerID", "acme", "imageID", "7"), news::add);
    }

    /** A job without a model, whose news are heard. */
    private record Listened(Map<String, String> ids, Progress progress) implements Context {
        @Override
        public Model model(String name) {
            throw new UnsupportedOperationException("a program has none");
        }

        @Override
        public Map<String, String> metadata() {
            return Map.of("note", "hello");
        }

        @Override
        public Generation generation() {
            return Jobs.GENERATION;
        }

        @Override
        public Path scratch() {
            throw new UnsupportedOperationException("a program has folders");
        }
    }

    @Override
    public void close() {
        task.ifPresent(CommandTask::close);
    }
}
