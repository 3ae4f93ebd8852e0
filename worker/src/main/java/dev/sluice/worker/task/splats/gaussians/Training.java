package dev.sluice.worker.task.splats.gaussians;

import dev.sluice.worker.task.splats.stage.Estimate;
import dev.sluice.worker.task.splats.stage.Parameters;
import dev.sluice.worker.task.splats.stage.Progress;
import dev.sluice.worker.task.splats.stage.Refusal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.DoubleSupplier;
import java.util.stream.Collectors;
import java.util.zip.CRC32;

/**
 * Trains splats from photos that COLMAP placed, and says how well it went by photos that it did not
 * learn from. One thread calls it; it has threads of its own.
 */
public final class Training {
    /** In the output folder. */
    public static final String SPLATS = "splats.ply";

    private static final double CHECKPOINT_SECONDS = 20;
    private static final double PROGRESS_SECONDS = 1;

    private final Settings settings;
    private final Progress progress;
    private final DoubleSupplier seconds;

    /**
     * @param iterations steps, one photo each
     * @param longestSide of the photos when they are compared, in pixels
     * @param splats how many there may be
     * @param heldOut every so many-th photo is only for measuring; 0: none
     * @param threads that draw; other numbers give other splats, as good
     */
    public record Settings(int iterations, int longestSide, int splats, int heldOut, int threads) {
        /** Reads them; the caller checks. */
        public static Settings of(Parameters p) {
            return new Settings(
                    p.integer("iterations", 1000, 1, 100_000),
                    p.integer("longestSide", 252, 64, 2048),
                    p.integer("splats", 16_000, 100, 500_000),
                    p.integer("heldOut", 8, 0, 1000),
                    p.integer("threads", 2, 1, 64));
        }
    }

    /**
     * @param seconds a clock that only goes forward
     */
    public Training(Settings settings, Progress progress, DoubleSupplier seconds) {
        this.settings = settings;
        this.progress = progress;
        this.seconds = seconds;
    }

    /** The names of the photos that a model has. */
    public static Set<String> photos(Path model) throws IOException {
        return ColmapModel.read(model).shots().stream()
                .map(ColmapModel.Shot::name)
                .collect(Collectors.toSet());
    }

    /**
     * Reads a model in COLMAP's text format, trains, and writes {@value #SPLATS} and {@code
     * heldout.png}, a photo and its picture side by side.
     *
     * @return what the result says of it
     */
    public Map<String, Object> run(Path model, Path photos, Path output, Path checkpoints)
            throws Refusal, IOException, InterruptedException {
        ColmapModel colmap = ColmapModel.read(model);
        List<View> learned = new ArrayList<>();
        List<View> heldOut = new ArrayList<>();
        for (ColmapModel.Shot shot : colmap.shots()) {
            int index = learned.size() + heldOut.size();
            progress.at(0.05 * index / colmap.shots().size(), "reading photos");
            boolean held = settings.heldOut > 0 && index % settings.heldOut == settings.heldOut / 2;
            (held ? heldOut : learned).add(Photos.view(shot, photos, settings.longestSide));
        }
        if (learned.size() < 2) {
            throw new Refusal(
                    "too-few-photos",
                    "%d placed photos are left to learn from, at least 2 are needed; hold out fewer, or upload more that overlap."
                            .formatted(learned.size()));
        }
        float[] centre = centre(colmap.shots());
        float extent = extent(colmap.shots(), centre);
        Checkpoint checkpoint = new Checkpoint(checkpoints, digest(learned, colmap.points()));
        TrainedState state =
                checkpoint
                        .load()
                        .orElseGet(
                                () ->
                                        new TrainedState(
                                                Scene.begin(
                                                        Scene.sample(
                                                                colmap.points(), settings.splats),
                                                        centre,
                                                        extent)));
        int begin = Scene.sample(colmap.points(), settings.splats).length / 6 + Scene.DOME;
        Schedule schedule = new Schedule(settings.iterations, begin, settings.splats);
        try (Crew crew = new Crew(settings.threads)) {
            Trainer trainer = new Trainer(learned, schedule, extent, state, crew);
            train(trainer, schedule, state, learned.getFirst().photo(), checkpoint);
            Ply.write(state.splats(), output.resolve(SPLATS));
            return measured(output, new Measured(learned, heldOut, schedule, extent, crew), state);
        }
    }

    private void train(
            Trainer trainer,
            Schedule schedule,
            TrainedState state,
            Photo size,
            Checkpoint checkpoint)
            throws IOException, InterruptedException {
        int pixels = size.width() * size.height();
        double[] work = new double[schedule.steps() + 1]; // done before a step
        for (int i = 0; i < schedule.steps(); i++) {
            work[i + 1] = work[i] + schedule.work(i, pixels);
        }
        double all = work[schedule.steps()];
        Estimate estimate = new Estimate(all);
        double told = Double.NEGATIVE_INFINITY;
        double saved = seconds.getAsDouble();
        do {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            double now = seconds.getAsDouble();
            if (now - told >= PROGRESS_SECONDS) {
                told = now;
                double done = work[state.step()];
                progress.at(
                        0.05 + 0.93 * done / all,
                        "training, step %d of %d, %d splats"
                                .formatted(state.step(), schedule.steps(), state.splats().count()),
                        estimate.remaining(done, now));
            }
            if (now - saved >= CHECKPOINT_SECONDS) {
                saved = now;
                checkpoint.save(state);
            }
        } while (trainer.step());
        checkpoint.save(state);
    }

    private record Measured(
            List<View> learned, List<View> heldOut, Schedule schedule, float extent, Crew crew) {}

    /** Of the file as it was written, not of what was in memory. */
    private Map<String, Object> measured(Path output, Measured by, TrainedState state)
            throws IOException {
        progress.at(0.98, "measuring");
        TrainedState written = new TrainedState(Ply.read(output.resolve(SPLATS)));
        written.falloff().restore(state.falloff().state());
        Trainer trainer = new Trainer(by.learned, by.schedule, by.extent, written, by.crew);
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("trainer", "cpu-gaussians");
        result.put("splats", state.splats().count());
        result.put("iterations", state.step());
        Photo size = by.learned.getFirst().photo();
        result.put("width", size.width());
        result.put("height", size.height());
        result.put("photosLearned", by.learned.size());
        List<Map<String, Object>> each = new ArrayList<>();
        double psnr = 0;
        double ssim = 0;
        for (View view : by.heldOut) {
            Picture photo = view.photo().picture();
            Picture drawn = trainer.picture(view);
            if (each.isEmpty()) {
                Photos.besides(photo, drawn, output.resolve("heldout.png"));
            }
            double own = Picture.psnr(drawn, photo);
            psnr += own / by.heldOut.size();
            ssim += Loss.ssim(drawn, photo) / by.heldOut.size();
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("photo", view.name());
            one.put("psnr", round(own));
            each.add(one);
        }
        if (!each.isEmpty()) {
            result.put("psnr", round(psnr));
            result.put(
                    "headline", "%s dB on %d photos held out".formatted(round(psnr), each.size()));
            result.put("ssim", Math.round(10_000 * ssim) / 10_000.0);
        }
        result.put("heldOut", each);
        return result;
    }

    private static double round(double decibels) {
        return Math.round(100 * decibels) / 100.0;
    }

    private static float[] centre(List<ColmapModel.Shot> shots) {
        float[] centre = new float[3];
        for (ColmapModel.Shot shot : shots) {
            float[] at = shot.pose().centre();
            for (int k = 0; k < 3; k++) {
                centre[k] += at[k] / shots.size();
            }
        }
        return centre;
    }

    /** How far the cameras are from their middle, and a tenth: the measure of all lengths. */
    private static float extent(List<ColmapModel.Shot> shots, float[] centre) {
        double most = 0;
        for (ColmapModel.Shot shot : shots) {
            float[] at = shot.pose().centre();
            double square = 0;
            for (int k = 0; k < 3; k++) {
                square += (at[k] - centre[k]) * (at[k] - centre[k]);
            }
            most = Math.max(most, Math.sqrt(square));
        }
        return (float) (1.1 * most);
    }

    private long digest(List<View> views, float[] points) {
        CRC32 sum = new CRC32();
        for (View view : views) {
            sum.update(view.photo().rgb());
        }
        return (sum.getValue() << 32) ^ 31L * settings.hashCode() ^ Arrays.hashCode(points);
    }
}
