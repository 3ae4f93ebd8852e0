package dev.sluice.worker.task.faces;

import dev.sluice.shared.config.Problems;
import dev.sluice.shared.config.Section;
import dev.sluice.shared.pipeline.KeyPattern;
import dev.sluice.shared.pipeline.Pipeline;
import dev.sluice.worker.input.picture.Matte;
import dev.sluice.worker.input.picture.Picture;
import dev.sluice.worker.input.picture.PictureLimits;
import dev.sluice.worker.input.picture.Pictures;
import dev.sluice.worker.machine.Cpu;
import dev.sluice.worker.model.Graphs;
import dev.sluice.worker.model.Tensor;
import dev.sluice.worker.task.Task;
import dev.sluice.worker.task.TaskFactory;
import dev.sluice.worker.task.WarmUp;

import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Makes the tasks {@code faces}, which indexes pictures, and {@code match}, which finds faces like
 * one. Options of both: {@code detection} (least score of a face, default 0.6) and {@code quality}
 * ({@link Quality}). Of {@code faces}: {@code max_faces} of a picture (1 to 20, default 5). Of
 * {@code match}: {@code threshold} (least similarity, 0 to 1, default 0.8), {@code max_matches} (1
 * to 100, default 10) and {@code rows} (the row of an indexed picture). An upload's user metadata
 * may say {@code max_faces}, {@code threshold} and {@code max_matches}, too.
 */
public record FaceTasks(Gallery gallery) {
    private static final double DETECTION = 0.6;
    private static final double THRESHOLD = 0.8;
    private static final int FACES = 5;
    private static final int MATCHES = 10;

    /** By the name that {@code task:} gives. */
    public Map<String, TaskFactory> byName() {
        return Map.of("faces", this::index, "match", this::match);
    }

    private TaskFactory.Made index(Pipeline pipeline, Graphs models, Cpu cpu, Problems problems) {
        Pictures pictures = pictures(pipeline, problems);
        Section options = pipeline.options(problems);
        Recognizer recognizer = recognizer(options, cpu);
        int most = options.integer("max_faces", FACES, 1, IndexTask.Keeping.MOST_FACES);
        options.done();
        if (!suits(pipeline, models, problems)) {
            return TaskFactory.Made.none();
        }
        if (!pipeline.removed()) {
            problems.add(
                    pipeline.name() + "/pipeline.yaml: removed",
                    "must be true, so that the faces of a deleted picture are forgotten");
        }
        return made(
                new IndexTask(
                        pictures,
                        recognizer,
                        gallery,
                        new IndexTask.Keeping(version(pipeline), most, pipeline.retention())));
    }

    private TaskFactory.Made match(Pipeline pipeline, Graphs models, Cpu cpu, Problems problems) {
        Pictures pictures = pictures(pipeline, problems);
        Section options = pipeline.options(problems);
        Recognizer recognizer = recognizer(options, cpu);
        double threshold = options.decimal("threshold", THRESHOLD, 0, 1);
        int most = options.integer("max_matches", MATCHES, 1, MatchTask.MOST);
        KeyPattern row = row(options);
        options.done();
        if (!suits(pipeline, models, problems)) {
            return TaskFactory.Made.none();
        }
        gallery.open();
        return made(
                new MatchTask(
                        pictures,
                        recognizer,
                        gallery,
                        new MatchTask.Search(version(pipeline), threshold, most, row)));
    }

    private static KeyPattern row(Section options) {
        String fallback = "faces#{%s}/{%s}".formatted(Keys.COLLECTION, Keys.PICTURE);
        String text = options.text("rows", fallback);
        try {
            KeyPattern row = new KeyPattern(text);
            if (Set.copyOf(row.variables()).equals(Set.of(Keys.COLLECTION, Keys.PICTURE))) {
                return row;
            }
        } catch (IllegalArgumentException e) {
            // said below
        }
        options.problem(
                "rows",
                "\"%s\" must be the row of the pipeline that indexes, as %s"
                        .formatted(text, fallback));
        return new KeyPattern(fallback);
    }

    private static Pictures pictures(Pipeline pipeline, Problems problems) {
        PictureLimits limits = PictureLimits.read(pipeline.limits(problems));
        pipeline.input(problems).done();
        long tensors =
                Rgb.bytes(FaceFinder.SIZE)
                        + (long) IndexTask.Keeping.MOST_FACES * Rgb.bytes(Recognizer.SIZE);
        return new Pictures(limits, OptionalInt.empty(), Matte.WHITE, tensors);
    }

    private static Recognizer recognizer(Section options, Cpu cpu) {
        double least = options.decimal("detection", DETECTION, 0.1, 1);
        return new Recognizer(new FaceFinder(least, cpu), Quality.read(options));
    }

    /** The keys must say what is indexed where, and both models must be there. */
    private static boolean suits(Pipeline pipeline, Graphs models, Problems problems) {
        boolean suits = true;
        for (String name : List.of(Recognizer.DETECTOR, Recognizer.EMBEDDER)) {
            if (models.named(name).isEmpty()) {
                problems.add(
                        pipeline.name() + "/pipeline.yaml: models",
                        "must have \"%s\"".formatted(name));
                suits = false;
            }
        }
        if (!pipeline.match().variables().containsAll(List.of(Keys.COLLECTION, Keys.PICTURE))) {
            problems.add(
                    pipeline.name() + "/pipeline.yaml: match",
                    "must have {%s} and {%s}".formatted(Keys.COLLECTION, Keys.PICTURE));
            suits = false;
        }
        return suits;
    }

    private static String version(Pipeline pipeline) {
        return pipeline.model(Recognizer.EMBEDDER).version();
    }

    private static TaskFactory.Made made(Task<Picture> task) {
        return new TaskFactory.Made(
                task,
                Map.of(
                        Recognizer.DETECTOR,
                        new WarmUp(
                                Set.of(FaceFinder.SCORES, FaceFinder.BOXES),
                                Map.of(FaceFinder.INPUT, grey(FaceFinder.SIZE)),
                                List.of(),
                                FaceTasks::detects),
                        Recognizer.EMBEDDER,
                        new WarmUp(
                                Set.of(Recognizer.OUTPUT),
                                Map.of(Recognizer.INPUT, grey(Recognizer.SIZE)),
                                List.of(),
                                FaceTasks::embeds)));
    }

    private static Tensor grey(int side) {
        byte[] pixels = new byte[Rgb.bytes(side)];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) (i / 3 % 251);
        }
        return Rgb.tensor(pixels, side);
    }

    private static void detects(List<Map<String, Tensor>> answers, Problems problems) {
        try {
            FaceFinder.read(answers.getFirst(), FaceFinder.SIZE, 1);
        } catch (IllegalStateException e) {
            problems.add("models." + Recognizer.DETECTOR, String.valueOf(e.getMessage()));
        }
    }

    private static void embeds(List<Map<String, Tensor>> answers, Problems problems) {
        try {
            Recognizer.vector(answers.getFirst());
        } catch (IllegalStateException e) {
            problems.add("models." + Recognizer.EMBEDDER, String.valueOf(e.getMessage()));
        }
    }
}
