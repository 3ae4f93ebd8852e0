package dev.sluice.worker.task.splats;

import com.fasterxml.jackson.databind.ObjectMapper;

import dev.sluice.worker.task.splats.gaussians.Training;
import dev.sluice.worker.task.splats.photos.ArchiveLimits;
import dev.sluice.worker.task.splats.photos.PhotoArchive;
import dev.sluice.worker.task.splats.stage.Parameters;
import dev.sluice.worker.task.splats.stage.Progress;
import dev.sluice.worker.task.splats.stage.Refusal;
import dev.sluice.worker.task.splats.stage.StageProgram;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/**
 * The second stage: splats from the photos of {@code input.zip} and the model in {@code sfm/}, by
 * the trainer of our own. Leaves {@code splats.ply}, {@code heldout.png} and {@code result.json}.
 */
public final class Train implements StageProgram {
    public static void main(String[] args) {
        System.exit(StageProgram.main(new Train(), args, System.out, System.err));
    }

    @Override
    public void run(Folders folders, Parameters parameters, Progress progress)
            throws Refusal, IOException, InterruptedException {
        ArchiveLimits limits = ArchiveLimits.of(parameters);
        Training.Settings settings = Training.Settings.of(parameters);
        parameters.check();

        progress.at(0, "unpacking");
        Path photos = Path.of("photos").toAbsolutePath();
        Path model = folders.input().resolve("sfm");
        new PhotoArchive(limits)
                .unpack(
                        folders.input().resolve("input.zip"),
                        photos,
                        Training.photos(model)::contains);
        long start = System.nanoTime();
        Map<String, Object> result =
                new Training(settings, progress, () -> (System.nanoTime() - start) / 1e9)
                        .run(model, photos, folders.output(), folders.checkpoint());
        new ObjectMapper()
                .writerWithDefaultPrettyPrinter()
                .writeValue(folders.output().resolve("result.json").toFile(), result);
        progress.at(1, "trained");
    }
}
