package dev.sluice.worker.task.detect;

import dev.sluice.shared.config.Problems;
import dev.sluice.shared.config.Section;
import dev.sluice.shared.pipeline.Pipeline;
import dev.sluice.worker.input.picture.PictureLimits;
import dev.sluice.worker.input.picture.Pictures;
import dev.sluice.worker.machine.Cpu;
import dev.sluice.worker.model.Graphs;
import dev.sluice.worker.model.OnnxModel;
import dev.sluice.worker.model.Port;
import dev.sluice.worker.task.Labels;
import dev.sluice.worker.task.TaskFactory;
import dev.sluice.worker.task.WarmUp;
import dev.sluice.worker.task.picture.PictureInput;
import dev.sluice.worker.task.picture.TestPictures;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Makes the task of {@code task: detect}. Options: {@code format} ({@link Format}, default {@code
 * nanodet}) and the names of the outputs it reads, {@code output} (not needed where the graph has
 * one) or {@code boxesOutput}, {@code scoresOutput} and {@code classesOutput} (default {@code
 * boxes}, {@code scores}, {@code classes}); {@code labels} (a file, one class a line, default
 * {@code labels.txt}); {@code scores} ({@code probabilities}, the default, or {@code logits});
 * {@code corners} ({@link Numbers.Corners}) and {@code fractions} (of the frame, not pixels) where
 * they differ from the format's; {@code threshold} (least confidence, default 0.5); {@code overlap}
 * (intersection over union above which the worse of two boxes goes, default 0.6), {@code
 * acrossClasses} (also if they are of different classes, default false) and {@code most} (boxes a
 * picture, default 100).
 */
public final class DetectOptions {
    private static final Logger log = LoggerFactory.getLogger(DetectOptions.class);

    private final Section options;
    private final OnnxModel model;

    private DetectOptions(Section options, OnnxModel model) {
        this.options = options;
        this.model = model;
    }

    /** How a network says its boxes; shapes are of one picture. */
    enum Format {
        /** {@code scores} [cells, classes] and {@code boxes} [cells, 4]. */
        NANODET,
        /** [4 + classes, cells], as ultralytics exports YOLOv8 and later. */
        YOLO,
        /** [cells, 5 + classes], with objectness: YOLOv5, YOLOX. */
        YOLO5,
        /** [boxes, 6], suppressed within the graph: ultralytics' {@code nms=True}, YOLO26. */
        SUPPRESSED,
        /** {@code boxes} [boxes, 4], {@code scores} and {@code classes}, suppressed within. */
        SEPARATE
    }

    private enum Kind {
        PROBABILITIES,
        LOGITS
    }

    /** The {@link TaskFactory} of {@code task: detect}. */
    public static TaskFactory.Made make(
            Pipeline pipeline, Graphs models, Cpu cpu, Problems problems) {
        String name = models.first().getKey();
        OnnxModel model = models.first().getValue();
        PictureLimits limits = PictureLimits.read(pipeline.limits(problems));
        Section options = pipeline.options(problems);
        Labels labels = Labels.read(options, pipeline.folder());
        DetectOptions read = new DetectOptions(options, model);
        Format format = options.choice("format", Format.class, Format.NANODET);
        Head head = read.head(format, labels.size());
        boolean known = model.outputs().keySet().containsAll(head.outputs());
        Set<String> wanted = known ? head.outputs() : Set.of();
        Section written = pipeline.input(problems);
        if (written.flag("shrink", false)) {
            written.problem("shrink", "must be false, for boxes are drawn on the whole picture");
        }
        PictureInput input = PictureInput.read(written, model.only(wanted));
        Detector detector =
                new Detector(
                        head,
                        read.numbers(format, input),
                        read.suppression(format),
                        labels.names(),
                        warning -> log.warn("{}: {}", pipeline.name(), warning));
        options.done();
        Pictures pictures =
                new Pictures(limits, OptionalInt.empty(), input.background(), input.bytes());
        DetectTask task =
                new DetectTask(
                        pictures,
                        new DetectTask.Network(name, input),
                        detector,
                        !pipeline.output().artifacts().isEmpty(),
                        cpu);
        TestPictures tests = new TestPictures(input);
        WarmUp warmUp =
                new WarmUp(
                        wanted,
                        tests.noise(),
                        tests.unlike(),
                        (answers, found) -> detector.check(answers, pipeline.options(found)));
        return new TaskFactory.Made(task, Map.of(name, warmUp));
    }

    private Head head(Format format, int classes) {
        return switch (format) {
            case NANODET ->
                    new Head.Pairs(
                            output("scoresOutput", "scores"),
                            output("boxesOutput", "boxes"),
                            classes);
            case YOLO -> new Head.Yolo(only(), classes, false);
            case YOLO5 -> new Head.Yolo(only(), classes, true);
            case SUPPRESSED -> new Head.Suppressed(only());
            case SEPARATE ->
                    new Head.Separate(
                            output("boxesOutput", "boxes"),
                            output("scoresOutput", "scores"),
                            output("classesOutput", "classes"));
        };
    }

    private Numbers numbers(Format format, PictureInput input) {
        boolean middle = format == Format.YOLO || format == Format.YOLO5;
        Numbers.Corners corners =
                options.choice(
                        "corners",
                        Numbers.Corners.class,
                        middle ? Numbers.Corners.MIDDLE : Numbers.Corners.CORNERS);
        boolean fractions = options.flag("fractions", false);
        boolean logits = options.choice("scores", Kind.class, Kind.PROBABILITIES) == Kind.LOGITS;
        return new Numbers(
                (float) share("threshold", 0.5),
                logits,
                corners,
                fractions ? input.width() : 1,
                fractions ? input.height() : 1);
    }

    /** What the graph suppressed is not suppressed again. */
    private Suppression suppression(Format format) {
        boolean done = format == Format.SUPPRESSED || format == Format.SEPARATE;
        if (done
                && (options.optionalText("overlap").isPresent()
                        || options.flag("acrossClasses", false))) {
            options.problem("overlap", "has no effect: the graph has suppressed boxes already");
        }
        return new Suppression(
                done ? 1 : share("overlap", 0.6),
                options.flag("acrossClasses", false),
                options.integer("most", 100, 1, 1000));
    }

    private double share(String key, double fallback) {
        String text = options.text(key, Double.toString(fallback));
        try {
            double value = Double.parseDouble(text);
            if (value >= 0 && value <= 1) {
                return value;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        options.problem(key, "\"%s\" must be a number from 0 to 1".formatted(text));
        return fallback;
    }

    private String output(String key, String fallback) {
        String name = options.text(key, fallback);
        return named(key, name);
    }

    private String only() {
        Set<String> outputs = model.outputs().keySet();
        return named(
                "output",
                options.optionalText("output")
                        .orElse(outputs.size() == 1 ? outputs.iterator().next() : ""));
    }

    private String named(String key, String name) {
        if (!model.outputs().containsKey(name)) {
            options.problem(
                    key, "must be one of the graph's outputs: " + Port.list(model.outputs()));
        }
        return name;
    }
}
