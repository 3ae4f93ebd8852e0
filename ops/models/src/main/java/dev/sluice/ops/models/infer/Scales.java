package dev.sluice.ops.models.infer;

import java.util.Collections;
import java.util.List;

/** The usual ways to scale a picture's values, as {@code input} says them. */
final class Scales {
    private static final List<Double> IMAGENET_MEAN = List.of(0.485, 0.456, 0.406);
    private static final List<Double> IMAGENET_STD = List.of(0.229, 0.224, 0.225);
    private static final List<Double> CAFFE_MEAN = List.of(103.939, 116.779, 123.68);

    private Scales() {}

    /** Whether something is said of the scale. */
    static boolean isSaid(Draft draft) {
        return draft.has("input.scale") || draft.has("input.mean") || draft.has("input.std");
    }

    static void bytes(Draft draft, Ground ground, String why) {
        if (!isSaid(draft)) {
            draft.say("input.scale", "0-255", ground, why);
        }
    }

    static void unit(Draft draft, Ground ground, String why) {
        if (!isSaid(draft)) {
            draft.say("input.scale", "0-1", ground, why);
        }
    }

    /** From −1 to 1. */
    static void aroundZero(Draft draft, Frame frame, Ground ground, String why) {
        List<Double> half = Collections.nCopies(frame.channels(), 0.5);
        normalised(draft, half, half, ground, why);
    }

    /** By mean and deviation of ImageNet's pictures. */
    static void imageNet(Draft draft, Ground ground, String why) {
        normalised(draft, IMAGENET_MEAN, IMAGENET_STD, ground, why);
    }

    static void normalised(
            Draft draft, List<Double> mean, List<Double> std, Ground ground, String why) {
        if (!isSaid(draft)) {
            draft.say("input.scale", "0-1", ground, why);
            draft.say("input.mean", mean, ground, why);
            draft.say("input.std", std, ground, why);
        }
    }

    /** Blue first, and less the mean of each channel. */
    static void caffe(Draft draft, Ground ground, String why) {
        if (!isSaid(draft)) {
            draft.say("input.scale", "0-255", ground, why);
            draft.say("input.mean", CAFFE_MEAN, ground, why);
            draft.say("input.color", "bgr", ground, why);
        }
    }
}
