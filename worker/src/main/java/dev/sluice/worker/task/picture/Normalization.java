package dev.sluice.worker.task.picture;

import dev.sluice.shared.config.Section;

import java.util.Collections;
import java.util.List;

/**
 * What a float network gets for a channel's value v: {@code (v/white − mean) / std}. Options of
 * {@code input}: {@code scale} ({@code 0-1}, the default, or {@code 0-255}), {@code mean} and
 * {@code std}, on that scale.
 *
 * @param white 255, or 1
 */
record Normalization(float white, List<Float> mean, List<Float> std) {
    private static final float WHITE = 255;
    private static final int VALUES = 256;

    static Normalization read(Section input, int channels, boolean asTheyAre) {
        List<String> named =
                List.of("scale", "mean", "std").stream()
                        .filter(key -> !input.texts(key).isEmpty())
                        .toList();
        String scale = input.text("scale", "0-1");
        boolean unit = scale.equals("0-1");
        if (!unit && !scale.equals("0-255")) {
            input.problem("scale", "\"%s\" must be 0-1 or 0-255".formatted(scale));
        }
        List<Float> mean = numbers(input, "mean", channels, 0f);
        List<Float> std = numbers(input, "std", channels, 1f);
        if (asTheyAre) {
            for (String key : named) {
                input.problem(
                        key,
                        "has no effect: the graph takes uint8, the pixels as they are; leave it"
                                + " out");
            }
        } else if (unit) {
            ofUnit(input, "mean", mean);
            ofUnit(input, "std", std);
        } else if (mean.stream().anyMatch(m -> m > 0) && mean.stream().allMatch(m -> m <= 1)) {
            input.problem(
                    "mean",
                    "%s is of values from 0 to 1, but scale is 0-255; say scale: 0-1, or multiply mean and std by 255"
                            .formatted(mean));
        }
        return new Normalization(unit ? WHITE : 1, mean, std);
    }

    /** What stands for each value of a channel, 0 to 255. */
    float[] table(int channel) {
        float[] table = new float[VALUES];
        for (int value = 0; value < VALUES; value++) {
            table[value] = (value / white - mean.get(channel)) / std.get(channel);
        }
        return table;
    }

    /** Of values from 0 to 1 neither can be above 1. */
    private static void ofUnit(Section input, String key, List<Float> numbers) {
        numbers.stream()
                .filter(number -> number > 1)
                .findFirst()
                .ifPresent(
                        number ->
                                input.problem(
                                        key,
                                        "%s is above 1, but values are scaled to 0-1 first; divide mean and std by 255, or say scale: 0-255"
                                                .formatted(number)));
    }

    private static List<Float> numbers(Section input, String key, int count, float fallback) {
        List<String> texts = input.texts(key);
        if (texts.isEmpty()) {
            return Collections.nCopies(count, fallback);
        }
        try {
            List<Float> numbers = texts.stream().map(Float::valueOf).toList();
            if (numbers.size() == count
                    && numbers.stream().allMatch(Float::isFinite)
                    && (!key.equals("std") || !numbers.contains(0f))) {
                return numbers;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        input.problem(
                key,
                "must be %d number%s, such as %s"
                        .formatted(
                                count,
                                count == 1 ? "" : "s",
                                count == 1 ? "0.5" : "[0.485, 0.456, 0.406]"));
        return Collections.nCopies(count, fallback);
    }
}
