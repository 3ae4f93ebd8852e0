package dev.sluice.ops.models.infer;

/**
 * What most people do who use an exporter; the graph does not tell it. Mean, deviation and the
 * order of colours leave no trace in a graph.
 */
final class Customs implements Source {
    @Override
    public void tell(Evidence evidence, Draft draft) {
        if (evidence.picture().element().equals("uint8")) {
            draft.say(
                    "input.color",
                    "rgb",
                    Ground.ASSUMED,
                    "most models take red first; say bgr for one that was trained with OpenCV's"
                            + " pictures");
            resize(evidence, draft);
            return;
        }
        switch (evidence.exporter()) {
            case ULTRALYTICS ->
                    Scales.unit(
                            draft, Ground.READ, "Ultralytics gives its models values from 0 to 1");
            case KERAS -> keras(evidence, draft);
            case TIMM, TORCHVISION, PYTORCH -> torch(evidence, draft);
            case UNKNOWN, SCIKIT_LEARN -> {
                if (evidence.frame().planes()) {
                    torch(evidence, draft);
                } else {
                    keras(evidence, draft);
                }
            }
        }
        String by =
                evidence.exporter() == Exporter.ULTRALYTICS
                        ? "Ultralytics' own pre-processing"
                        : "most models take red first; say bgr for one that was trained with"
                                + " OpenCV's pictures";
        draft.say(
                "input.color",
                "rgb",
                evidence.exporter() == Exporter.ULTRALYTICS ? Ground.READ : Ground.ASSUMED,
                by);
        resize(evidence, draft);
    }

    private static void torch(Evidence evidence, Draft draft) {
        if (evidence.frame().channels() == 1) {
            Scales.unit(draft, Ground.ASSUMED, "torchvision's ToTensor makes values from 0 to 1");
        } else if (draft.text("task").equals("detect") && !isNanodet(draft)) {
            Scales.unit(
                    draft,
                    Ground.ASSUMED,
                    "YOLO's trainers divide by 255 as a rule; say 0-255 for YOLOX");
        } else {
            Scales.imageNet(
                    draft,
                    Ground.ASSUMED,
                    "torchvision's and timm's models are trained with ImageNet's mean and deviation"
                            + " as a rule");
        }
    }

    private static void keras(Evidence evidence, Draft draft) {
        KerasFamily family = KerasFamily.of(evidence.graph());
        String why =
                family == KerasFamily.UNKNOWN
                        ? "people divide by 255 as a rule where the model has no Rescaling layer"
                        : "its layers are named like those of Keras' %s, whose preprocess_input does that"
                                .formatted(family.written());
        switch (family.scaling()) {
            case UNIT -> Scales.unit(draft, Ground.ASSUMED, why);
            case BYTES -> Scales.bytes(draft, Ground.ASSUMED, why);
            case AROUND_ZERO -> Scales.aroundZero(draft, evidence.frame(), Ground.ASSUMED, why);
            case IMAGENET -> Scales.imageNet(draft, Ground.ASSUMED, why);
            case CAFFE -> Scales.caffe(draft, Ground.ASSUMED, why);
        }
    }

    private static void resize(Evidence evidence, Draft draft) {
        if (draft.text("task").equals("detect")) {
            letterbox(evidence, draft);
            return;
        }
        int longer =
                Math.max(
                        HuggingFace.number(draft, "input.width").orElse(0),
                        HuggingFace.number(draft, "input.height").orElse(0));
        switch (evidence.exporter()) {
            case ULTRALYTICS ->
                    shortest(
                            draft,
                            longer,
                            Ground.READ,
                            "Ultralytics scales the shorter side to that and takes the middle");
            case TIMM, TORCHVISION, PYTORCH ->
                    shortest(
                            draft,
                            longer * 256 / 224,
                            Ground.ASSUMED,
                            "torchvision's preset: shorter side to 256, of which the middle 224 are"
                                    + " taken, in proportion");
            default -> {
                draft.say(
                        "input.resize",
                        "squash",
                        Ground.ASSUMED,
                        "most loaders, Keras' among them, scale pictures to the size without regard"
                                + " to their aspect ratio");
            }
        }
    }

    private static void letterbox(Evidence evidence, Draft draft) {
        boolean known = evidence.exporter() == Exporter.ULTRALYTICS;
        Ground ground = known ? Ground.READ : Ground.ASSUMED;
        draft.say(
                "input.resize",
                "letterbox",
                ground,
                known
                        ? "Ultralytics' own pre-processing"
                        : "detectors get the whole picture, aspect ratio kept, as a rule");
        boolean margins = draft.text("input.resize").equals("letterbox");
        if (margins && !isNanodet(draft)) { // which leaves them black
            draft.say("input.fill", 114, ground, "the grey of Ultralytics' and YOLOX' margins");
        }
    }

    private static boolean isNanodet(Draft draft) {
        return draft.text("options.format").equals("nanodet");
    }

    private static void shortest(Draft draft, int to, Ground ground, String why) {
        if (draft.has("input.resize")) {
            return;
        }
        draft.say("input.resize", "shortest", ground, why);
        draft.say("input.resizeTo", to, ground, why);
        draft.say("input.antialias", true, ground, "Pillow, and so torchvision, antialiases");
    }
}
