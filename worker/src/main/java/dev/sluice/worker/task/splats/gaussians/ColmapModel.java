package dev.sluice.worker.task.splats.gaussians;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What COLMAP found, as its text format has it.
 *
 * @param shots by name
 * @param points six numbers each: where, and its colour from 0 to 1
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record ColmapModel(List<Shot> shots, float[] points) {
    /** A photo that was placed. */
    record Shot(String name, Camera camera, Pose pose) {}

    /** Three files: {@code cameras.txt}, {@code images.txt}, {@code points3D.txt}. */
    static ColmapModel read(Path folder) throws IOException {
        Map<String, Camera> cameras = new HashMap<>();
        for (String[] words : lines(folder.resolve("cameras.txt"))) {
            cameras.put(words[0], Camera.of(words));
        }
        List<Shot> shots = new ArrayList<>();
        try (BufferedReader in = Files.newBufferedReader(folder.resolve("images.txt"))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                if (line.startsWith("#") || line.isBlank()) {
                    continue;
                }
                String[] words = line.split(" ", 10);
                in.readLine(); // its points in the photo
                double[] q = numbers(words, 1, 4);
                double[] t = numbers(words, 5, 3);
                Camera camera = cameras.get(words[8]);
                if (camera == null) {
                    throw new IOException(
                            "images.txt names camera " + words[8] + ", cameras.txt has none such");
                }
                shots.add(new Shot(words[9], camera, Pose.of(q, t)));
            }
        }
        shots.sort(Comparator.comparing(Shot::name));
        return new ColmapModel(List.copyOf(shots), points(folder.resolve("points3D.txt")));
    }

    private static float[] points(Path file) throws IOException {
        float[] points = new float[6 * 1024];
        int n = 0;
        try (BufferedReader in = Files.newBufferedReader(file)) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                if (line.startsWith("#") || line.isBlank()) {
                    continue;
                }
                String[] words = line.split(" ", 8);
                if (6 * n + 6 > points.length) {
                    points = Arrays.copyOf(points, 2 * points.length);
                }
                double[] numbers = numbers(words, 1, 6);
                for (int i = 0; i < 6; i++) {
                    points[6 * n + i] = (float) (i < 3 ? numbers[i] : numbers[i] / 255);
                }
                n++;
            }
        }
        return Arrays.copyOf(points, 6 * n);
    }

    private static List<String[]> lines(Path file) throws IOException {
        return Files.readAllLines(file).stream()
                .filter(line -> !line.startsWith("#") && !line.isBlank())
                .map(line -> line.split(" "))
                .toList();
    }

    static double[] numbers(String[] words, int from, int count) throws IOException {
        double[] numbers = new double[count];
        try {
            for (int i = 0; i < count; i++) {
                numbers[i] = Double.parseDouble(words[from + i]);
            }
        } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
            throw new IOException("not a line of a COLMAP model: " + String.join(" ", words), e);
        }
        return numbers;
    }
}
