package dev.sluice.worker.task.splats.photos;

import dev.sluice.worker.task.splats.stage.Refusal;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * How good a model of COLMAP's is.
 *
 * @param cameras photos that were placed
 * @param points seen by several of them
 * @param error mean distance in pixels between where a point is in a photo and where it should be
 */
public record SparseModel(long cameras, long points, double error) {
    private static final int LEAST_CAMERAS = 5;
    private static final int LEAST_POINTS = 1_000;

    /** Of a folder in COLMAP's text format. */
    public static SparseModel read(Path folder) throws IOException {
        long cameras = 0;
        try (BufferedReader in = Files.newBufferedReader(folder.resolve("images.txt"))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                if (!line.startsWith("#") && !line.isBlank()) {
                    cameras++;
                    in.readLine(); // its points
                }
            }
        }
        long points = 0;
        double error = 0;
        try (BufferedReader in = Files.newBufferedReader(folder.resolve("points3D.txt"))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                if (!line.startsWith("#") && !line.isBlank()) {
                    points++;
                    error += Double.parseDouble(line.split(" ", 9)[7]);
                }
            }
        }
        return new SparseModel(cameras, points, points == 0 ? 0 : error / points);
    }

    /**
     * @param photos that there were to place
     * @throws Refusal if it is too little to make splats from
     */
    public void require(int photos) throws Refusal {
        if (cameras < LEAST_CAMERAS) {
            throw new Refusal(
                    "too-few-cameras",
                    "Only %d of %d photos could be placed in one scene, at least %d are needed; upload more photos that overlap by two thirds, sharp ones, from different places."
                            .formatted(cameras, photos, LEAST_CAMERAS));
        }
        if (points < LEAST_POINTS) {
            throw new Refusal(
                    "too-few-points",
                    "The photos have only %d points in common, at least %,d are needed; upload more photos, of surfaces with detail, that overlap by two thirds."
                            .formatted(points, LEAST_POINTS));
        }
    }
}
