package dev.sluice.worker.task.splats;

import com.fasterxml.jackson.databind.ObjectMapper;

import dev.sluice.worker.task.splats.stage.Parameters;
import dev.sluice.worker.task.splats.stage.Progress;
import dev.sluice.worker.task.splats.stage.Refusal;
import dev.sluice.worker.task.splats.stage.StageProgram;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The third stage: {@code train/splats.ply} to {@code scene.sog}, a twelfth to a twentieth of the
 * size, by PlayCanvas's splat-transform where it is, else {@code scene.ply} as it came and a
 * sentence that says so. Leaves {@code result.json} beside it.
 */
public final class Compress implements StageProgram {
    public static void main(String[] args) {
        System.exit(StageProgram.main(new Compress(), args, System.out, System.err));
    }

    @Override
    public void run(Folders folders, Parameters parameters, Progress progress)
            throws Refusal, IOException, InterruptedException {
        int bands = parameters.integer("harmonics", 1, 0, 3);
        parameters.check();
        Path ply = folders.input().resolve("train").resolve("splats.ply");
        progress.at(0.1, "compressing");
        Path sog = folders.output().resolve("scene.sog");
        Optional<String> why = new SplatTransform(System.getenv(), System.err).sog(ply, sog, bands);
        Map<String, Object> result = new LinkedHashMap<>();
        Path scene = sog;
        if (why.isPresent()) {
            scene = folders.output().resolve("scene.ply");
            Files.deleteIfExists(sog);
            Files.copy(ply, scene, StandardCopyOption.REPLACE_EXISTING);
            result.put("uncompressed", why.get());
        }
        result.put("scene", String.valueOf(scene.getFileName()));
        result.put("bytes", Files.size(scene));
        result.put("bytesBefore", Files.size(ply));
        new ObjectMapper()
                .writerWithDefaultPrettyPrinter()
                .writeValue(folders.output().resolve("result.json").toFile(), result);
        progress.at(1, why.orElse("compressed"));
    }
}
