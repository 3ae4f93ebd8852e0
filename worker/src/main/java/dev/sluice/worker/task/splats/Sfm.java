package dev.sluice.worker.task.splats;

import com.fasterxml.jackson.databind.ObjectMapper;

import dev.sluice.worker.task.splats.photos.ArchiveLimits;
import dev.sluice.worker.task.splats.photos.PhotoArchive;
import dev.sluice.worker.task.splats.photos.SparseModel;
import dev.sluice.worker.task.splats.photos.Structure;
import dev.sluice.worker.task.splats.stage.Parameters;
import dev.sluice.worker.task.splats.stage.Progress;
import dev.sluice.worker.task.splats.stage.Refusal;
import dev.sluice.worker.task.splats.stage.StageProgram;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The first stage: unpacks {@code input.zip} and finds where its photos were taken. Leaves a model
 * in COLMAP's text format and {@code result.json}.
 */
public final class Sfm implements StageProgram {
    /** The model needs as many cameras. */
    private static final int LEAST_PHOTOS = 5;

    public static void main(String[] args) {
        System.exit(StageProgram.main(new Sfm(), args, System.out, System.err));
    }

    @Override
    public void run(Folders folders, Parameters parameters, Progress progress)
            throws Refusal, IOException, InterruptedException {
        ArchiveLimits limits = ArchiveLimits.of(parameters);
        Structure.Settings settings = Structure.Settings.of(parameters);
        int most = parameters.integer("photos", 300, LEAST_PHOTOS, 5_000);
        parameters.check();

        progress.at(0, "unpacking");
        Path work = Path.of("").toAbsolutePath();
        Path photos = work.resolve("photos");
        PhotoArchive.Unpacked unpacked =
                new PhotoArchive(limits).unpack(folders.input().resolve("input.zip"), photos);
        requireCount(unpacked, most);
        new Structure(settings, progress, work, System.err)
                .find(unpacked.photos(), photos, folders.output(), folders.checkpoint());
        SparseModel model = SparseModel.read(folders.output());
        model.require(unpacked.photos().size());

        Map<String, Object> result = new LinkedHashMap<>();
        result.put(
                "headline",
                "%d of %d cameras placed, %d points"
                        .formatted(model.cameras(), unpacked.photos().size(), model.points()));
        result.put("photos", unpacked.photos().size());
        result.put("cameras", model.cameras());
        result.put("points", model.points());
        result.put("reprojectionError", Math.round(1000 * model.error()) / 1000.0);
        result.put("skippedCount", unpacked.skippedCount());
        result.put("skipped", unpacked.skipped());
        new ObjectMapper()
                .writerWithDefaultPrettyPrinter()
                .writeValue(folders.output().resolve("result.json").toFile(), result);
        progress.at(
                1, "%d of %d cameras placed".formatted(model.cameras(), unpacked.photos().size()));
    }

    private static void requireCount(PhotoArchive.Unpacked unpacked, int most) throws Refusal {
        int count = unpacked.photos().size();
        if (count < LEAST_PHOTOS) {
            String skipped =
                    unpacked.skipped().isEmpty()
                            ? ""
                            : " Left out were %d files (%s)."
                                    .formatted(
                                            unpacked.skippedCount(),
                                            String.join(
                                                    "; ",
                                                    unpacked.skipped().stream().limit(3).toList()));
            throw new Refusal(
                    "too-few-photos",
                    "The archive has %d photos, at least %d are needed; upload some twenty that overlap by two thirds.%s"
                            .formatted(count, LEAST_PHOTOS, skipped));
        }
        if (count > most) {
            throw new Refusal(
                    "too-many-photos",
                    "The archive has %d photos, more than the %d allowed; upload fewer."
                            .formatted(count, most));
        }
    }
}
