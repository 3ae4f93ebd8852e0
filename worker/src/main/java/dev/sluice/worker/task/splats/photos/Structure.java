package dev.sluice.worker.task.splats.photos;

import dev.sluice.worker.task.splats.photos.PhotoArchive.Photo;
import dev.sluice.worker.task.splats.stage.Parameters;
import dev.sluice.worker.task.splats.stage.Progress;
import dev.sluice.worker.task.splats.stage.Refusal;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.CRC32;

/**
 * Structure from motion: where photos were taken, and points that several show, by COLMAP on the
 * CPU. Its database is kept after each of the two long steps, so a restart goes on behind it.
 */
public final class Structure {
    /** Of COLMAP's text format. */
    static final List<String> FILES = List.of("cameras.txt", "images.txt", "points3D.txt");

    private final Settings settings;
    private final Progress progress;
    private final Path work;
    private final Colmap colmap;

    /**
     * @param features found in a photo, at most; COLMAP's own 8,192 take minutes
     * @param threads of COLMAP
     */
    public record Settings(int features, int threads) {
        /** Reads them; the caller checks. */
        public static Settings of(Parameters p) {
            return new Settings(
                    p.integer("features", 1_200, 100, 16_384), p.integer("threads", 2, 1, 64));
        }
    }

    /**
     * @param work a folder for what is needed meanwhile
     * @param log for what COLMAP says
     */
    public Structure(Settings settings, Progress progress, Path work, PrintStream log) {
        this(settings, progress, work, new Colmap(Colmap.PROGRAM, work, log));
    }

    Structure(Settings settings, Progress progress, Path work, Colmap colmap) {
        this.settings = settings;
        this.progress = progress;
        this.work = work;
        this.colmap = colmap;
    }

    /**
     * Writes a model in COLMAP's text format, the one with the most photos where it found several.
     *
     * @param photos are in there
     * @throws Refusal if the photos have nothing in common, or COLMAP is not installed
     */
    public void find(List<Photo> photos, Path folder, Path output, Path checkpoints)
            throws Refusal, IOException, InterruptedException {
        Path database = work.resolve("colmap.db");
        Path kept = checkpoints.resolve("colmap-%08x.db".formatted(digest(photos)));
        if (Files.exists(kept)) {
            Files.copy(kept, database, StandardCopyOption.REPLACE_EXISTING);
        } else {
            Files.deleteIfExists(database);
        }
        extract(photos, folder, database);
        keep(database, kept);
        match(photos.size(), database);
        keep(database, kept);
        Path sparse = Files.createDirectories(work.resolve("sparse"));
        map(photos.size(), folder, database, sparse);
        largest(sparse, output);
    }

    private void extract(List<Photo> photos, Path folder, Path database)
            throws Refusal, IOException, InterruptedException {
        boolean alike =
                photos.stream().map(p -> List.of(p.width(), p.height())).distinct().count() == 1;
        must(
                List.of(
                        "feature_extractor",
                        "--database_path",
                        database.toString(),
                        "--image_path",
                        folder.toAbsolutePath().toString(),
                        "--ImageReader.single_camera",
                        alike ? "1" : "0",
                        "--ImageReader.camera_model",
                        "SIMPLE_RADIAL",
                        "--SiftExtraction.use_gpu",
                        "0",
                        "--SiftExtraction.max_num_features",
                        Integer.toString(settings.features),
                        "--SiftExtraction.num_threads",
                        Integer.toString(settings.threads)),
                0.05,
                0.5,
                "finding features in %d photos".formatted(photos.size()));
    }

    private void match(int photos, Path database)
            throws Refusal, IOException, InterruptedException {
        // A block of few photos tells more often how far it is.
        must(
                List.of(
                        "exhaustive_matcher",
                        "--database_path",
                        database.toString(),
                        "--SiftMatching.use_gpu",
                        "0",
                        "--SiftMatching.num_threads",
                        Integer.toString(settings.threads),
                        "--ExhaustiveMatching.block_size",
                        Integer.toString(Math.clamp(photos / 3, 2, 50))),
                0.5,
                0.9,
                "comparing %d photos".formatted(photos));
    }

    /** The exit code is 1 when photos have nothing in common, too: what it made is what counts. */
    private void map(int photos, Path folder, Path database, Path sparse)
            throws Refusal, IOException, InterruptedException {
        int[] placed = {0};
        colmap.run(
                List.of(
                        "mapper",
                        "--database_path",
                        database.toString(),
                        "--image_path",
                        folder.toAbsolutePath().toString(),
                        "--output_path",
                        sparse.toString(),
                        "--Mapper.num_threads",
                        Integer.toString(settings.threads)),
                line -> {
                    if (line.startsWith("Registering image")) {
                        double share = Math.min(1, (double) ++placed[0] / photos);
                        progress.at(0.9 + 0.08 * share, "placing cameras");
                    }
                });
    }

    private void must(List<String> arguments, double from, double to, String what)
            throws Refusal, IOException, InterruptedException {
        progress.at(from, what);
        int code = colmap.run(arguments, line -> Colmap.counted(line, progress, from, to, what));
        if (code != 0) {
            throw new IOException("colmap " + arguments.getFirst() + " ended with " + code);
        }
    }

    private static void keep(Path database, Path kept) throws IOException {
        Files.createDirectories(kept.resolveSibling(""));
        Path next = kept.resolveSibling("colmap.next");
        Files.copy(database, next, StandardCopyOption.REPLACE_EXISTING);
        Files.move(next, kept, StandardCopyOption.ATOMIC_MOVE);
    }

    private void largest(Path sparse, Path output)
            throws Refusal, IOException, InterruptedException {
        Optional<Path> best = Optional.empty();
        long most = 0;
        for (Path model : models(sparse)) {
            Path text = Files.createDirectories(work.resolve("text-" + model.getFileName()));
            must(
                    List.of(
                            "model_converter",
                            "--input_path",
                            model.toString(),
                            "--output_path",
                            text.toString(),
                            "--output_type",
                            "TXT"),
                    0.98,
                    0.98,
                    "writing the model");
            long placed = SparseModel.read(text).cameras();
            if (placed > most) {
                most = placed;
                best = Optional.of(text);
            }
        }
        Path text =
                best.orElseThrow(
                        () ->
                                new Refusal(
                                        "photos-unrelated",
                                        "No two photos were found to show the same things from"
                                            + " different places; upload photos of one scene that"
                                            + " overlap by two thirds."));
        for (String file : FILES) {
            Files.copy(
                    text.resolve(file), output.resolve(file), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private static List<Path> models(Path sparse) throws IOException {
        try (Stream<Path> models = Files.list(sparse)) {
            return new ArrayList<>(models.filter(Files::isDirectory).sorted().limit(50).toList());
        }
    }

    private long digest(List<Photo> photos) {
        CRC32 sum = new CRC32();
        sum.update(settings.features);
        for (Photo photo : photos) {
            sum.update(photo.file().getBytes(StandardCharsets.US_ASCII));
            sum.update(Long.hashCode(photo.checksum()));
        }
        return sum.getValue();
    }
}
