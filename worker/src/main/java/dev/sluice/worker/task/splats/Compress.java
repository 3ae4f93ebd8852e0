package dev.sluice.worker.task.splats;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import dev.sluice.worker.task.splats.gaussians.Training;
import dev.sluice.worker.task.splats.stage.Parameters;
import dev.sluice.worker.task.splats.stage.Progress;
import dev.sluice.worker.task.splats.stage.Refusal;
import dev.sluice.worker.task.splats.stage.StageProgram;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The third stage: {@code train/splats.ply} to {@code scene.sog}, a fifth of the size, by
 * PlayCanvas's splat-transform where it is, else {@code scene.ply} as it came and a sentence that
 * says so. Leaves {@code result.json} beside it.
 */
public final class Compress implements StageProgram {
    /** Of the environment: where splat-transform is, if it is not in PATH. */
    private static final String WHERE = "SPLAT_TRANSFORM";

    public static void main(String[] args) {
        System.exit(StageProgram.main(new Compress(), args, System.out, System.err));
    }

    @Override
    public void run(Folders folders, Parameters parameters, Progress progress)
            throws Refusal, IOException, InterruptedException {
        int bands = parameters.integer("harmonics", 1, 0, 3);
        parameters.check();
        Path ply = folders.input().resolve("train").resolve(Training.SPLATS);
        if (!Files.isRegularFile(ply)) {
            throw new IOException(ply + " is not there; the stage train leaves it");
        }
        progress.at(0.5, "compressing"); // it does not say how far it is
        Path sog = folders.output().resolve("scene.sog");
        Optional<String> why =
                new SplatTransform(
                                System.getenv().getOrDefault(WHERE, SplatTransform.PROGRAM),
                                System.err)
                        .sog(ply, sog, bands);
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("headline", "");
        Path scene = sog;
        if (why.isPresent()) {
            scene = folders.output().resolve("scene.ply");
            Files.deleteIfExists(sog);
            Files.copy(ply, scene, StandardCopyOption.REPLACE_EXISTING);
            result.put("uncompressed", why.get());
        }
        result.putAll(earlier(folders.input(), "train", "psnr", "ssim", "splats"));
        result.putAll(earlier(folders.input(), "sfm", "cameras", "points", "reprojectionError"));
        result.put("scene", String.valueOf(scene.getFileName()));
        result.put("bytes", Files.size(scene));
        result.put("bytesBefore", Files.size(ply));
        result.put("headline", headline(scene, result.get("psnr")));
        new ObjectMapper()
                .writerWithDefaultPrettyPrinter()
                .writeValue(folders.output().resolve("result.json").toFile(), result);
        progress.at(1, why.orElse("compressed"));
    }

    private static String headline(Path scene, @Nullable Object psnr) throws IOException {
        String of = "%s of %,d bytes".formatted(scene.getFileName(), Files.size(scene));
        return psnr == null ? of : "%s, %s dB on photos held out".formatted(of, psnr);
    }

    /**
     * What earlier stages found and a customer asks of the whole job. Another's trainer may say
     * less.
     */
    private static Map<String, Object> earlier(Path input, String stage, String... keys)
            throws IOException {
        Map<String, Object> found = new LinkedHashMap<>();
        Path file = input.resolve(stage).resolve("result.json");
        if (Files.isRegularFile(file)) {
            JsonNode said = new ObjectMapper().readTree(Files.readAllBytes(file));
            for (String key : keys) {
                if (said.path(key).isNumber()) {
                    found.put(key, said.path(key).numberValue());
                }
            }
        }
        return found;
    }
}
