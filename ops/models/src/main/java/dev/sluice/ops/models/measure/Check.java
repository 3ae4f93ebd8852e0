package dev.sluice.ops.models.measure;

import dev.sluice.ops.models.trial.Sample;
import dev.sluice.ops.models.trial.Samples;
import dev.sluice.worker.model.OnnxModel;
import dev.sluice.worker.model.OnnxRuntime;
import dev.sluice.worker.task.WarmUp;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** What a picture costs in a loaded pipeline, part by part, and how much memory it takes. */
public final class Check {
    private static final int WIDTH = 1920;
    private static final int HEIGHT = 1200;

    /** Large enough for its pixels to outweigh everything else. */
    private static final int LARGE_WIDTH = 5120;

    private static final int LARGE_HEIGHT = 3200;
    private static final int SMALL = 256;
    private static final int ROUNDS = 3;
    private static final int MOST_SAMPLES = 8;

    /** A decoded picture alone has three. */
    private static final int LEAST_BYTES = 4;

    private Check() {}

    /**
     * One picture at a time, on one core.
     *
     * @param pictures how many different ones were used
     * @param made whether they were made for the purpose
     * @param whole from the file's bytes to the finding
     */
    public record Parts(int pictures, boolean made, Cost decode, Cost model, Cost whole) {
        /** Everything but decoding and model: scaling, encoding, ranking. */
        public double restCpu() {
            return Math.max(0, whole.cpu() - decode.cpu() - model.cpu());
        }
    }

    public static Parts parts(Loaded loaded, Samples samples, Effort effort) throws Exception {
        List<byte[]> pictures = new ArrayList<>();
        for (Sample sample : samples.some(MOST_SAMPLES)) {
            pictures.add(Files.readAllBytes(sample.file()));
        }
        boolean made = pictures.isEmpty();
        if (made) {
            pictures.add(MadePicture.jpeg(WIDTH, HEIGHT));
        }
        int count = pictures.size();
        Cost whole = Cost.of(effort, count, () -> each(pictures, loaded.trial()::of));
        Cost decode = Cost.of(effort, count, () -> each(pictures, loaded.trial()::decode));
        return new Parts(count, made, decode, model(loaded, effort), whole);
    }

    private interface Use {
        void of(byte[] picture) throws Exception;
    }

    private static void each(List<byte[]> pictures, Use use) throws Exception {
        for (byte[] picture : pictures) {
            use.of(picture);
        }
    }

    /** Each model once. */
    private static Cost model(Loaded loaded, Effort effort) throws Exception {
        return Cost.of(
                effort,
                1,
                () -> {
                    for (Map.Entry<String, WarmUp> each : loaded.trial().warmUps().entrySet()) {
                        OnnxModel graph = loaded.graphs().named(each.getKey()).orElseThrow();
                        graph.only(each.getValue().outputs()).run(List.of(each.getValue().input()));
                    }
                });
    }

    private interface Format {
        byte[] of(int width, int height) throws IOException;
    }

    /**
     * Bytes that a large picture needs for each of its pixels while it is decoded and worked on,
     * more than a small one, in the costliest of a plain JPEG, a progressive one and a PNG with
     * transparency; empty where the system does not tell.
     */
    public static OptionalDouble bytesPerPixel(Loaded loaded) throws Exception {
        OptionalDouble most = OptionalDouble.empty();
        for (Format format :
                List.<Format>of(
                        MadePicture::jpeg, MadePicture::progressiveJpeg, MadePicture::png)) {
            OptionalDouble each = bytesPerPixel(loaded, format);
            if (each.isPresent()) {
                most = OptionalDouble.of(Math.max(each.getAsDouble(), most.orElse(0)));
            }
        }
        return most;
    }

    private static OptionalDouble bytesPerPixel(Loaded loaded, Format format) throws Exception {
        byte[] small = format.of(SMALL, SMALL);
        byte[] large = format.of(LARGE_WIDTH, LARGE_HEIGHT);
        System.gc(); // the heap's garbage would give room that a worker's heap may not have
        OptionalDouble most = OptionalDouble.empty();
        for (int i = 0; i < ROUNDS; i++) {
            OptionalLong with = peak(loaded, large);
            OptionalLong without = peak(loaded, small);
            if (with.isPresent() && without.isPresent()) {
                double each =
                        (double) (with.getAsLong() - without.getAsLong())
                                / ((long) LARGE_WIDTH * LARGE_HEIGHT - SMALL * SMALL);
                most = OptionalDouble.of(Math.max(each, most.orElse(0)));
            }
        }
        return most;
    }

    private static OptionalLong peak(Loaded loaded, byte[] picture) throws Exception {
        var _ = loaded.trial().of(picture); // what is left from before is gone
        if (!Footprint.forgetPeak()) {
            return OptionalLong.empty();
        }
        var _ = loaded.trial().of(picture);
        return Footprint.peak();
    }

    /**
     * Bytes by which the process grows when the models are loaded once more and run; empty where
     * the system does not tell.
     */
    public static OptionalLong modelBytes(Loaded loaded, OnnxRuntime runtime) throws Exception {
        OptionalLong before = Footprint.now();
        List<OnnxModel> again = new ArrayList<>();
        try {
            for (Map.Entry<String, WarmUp> each : loaded.trial().warmUps().entrySet()) {
                OnnxModel model =
                        runtime.load(
                                loaded.pipeline().folder(),
                                Objects.requireNonNull(
                                        loaded.pipeline().models().get(each.getKey())));
                again.add(model);
                var _ = model.only(each.getValue().outputs()).run(List.of(each.getValue().input()));
            }
            OptionalLong after = Footprint.now();
            return before.isPresent() && after.isPresent()
                    ? OptionalLong.of(after.getAsLong() - before.getAsLong())
                    : OptionalLong.empty();
        } finally {
            again.forEach(OnnxModel::close);
        }
    }

    /** What {@code limits.bytesPerPixel} should be: what was measured, rounded up, and one. */
    public static int suggested(double bytesPerPixel) {
        double tenths = Math.round(bytesPerPixel * 10) / 10.0; // less is noise
        return (int) Math.max(LEAST_BYTES, Math.ceil(tenths) + 1);
    }
}
