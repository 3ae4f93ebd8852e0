package dev.sluice.ops.models.infer;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** What the element type and the first layers tell of scale and colours. */
final class ScaleInGraph implements Source {
    /** Means of pictures of the world, that of red being the largest. */
    private static final int COLOURED = 3;

    @Override
    public void tell(Evidence evidence, Draft draft) {
        int channels = evidence.frame().channels();
        Affine affine = new FirstLayers(evidence.graph(), channels).of(evidence.picture().name());
        colours(affine, draft);
        if (evidence.picture().element().equals("uint8") || affine.isIdentity()) {
            return;
        }
        String what = "the graph itself begins with " + written(affine);
        if (affine.isOfBytes()) {
            Scales.bytes(draft, Ground.READ, what);
        } else {
            Scales.unit(draft, Ground.READ, what);
        }
    }

    private static void colours(Affine affine, Draft draft) {
        double[] means = affine.means();
        if (means.length != COLOURED || means[0] == means[2] || means[1] == 0) {
            return;
        }
        boolean redFirst = means[0] > means[2];
        draft.say(
                "input.color",
                redFirst ? "rgb" : "bgr",
                Ground.READ,
                "the graph takes off a mean of %s, and pictures have more red than blue"
                        .formatted(numbers(means)));
    }

    private static String written(Affine affine) {
        boolean same =
                Arrays.stream(affine.factor()).distinct().count() == 1
                        && Arrays.stream(affine.offset()).distinct().count() == 1;
        double[] factor = same ? new double[] {affine.factor()[0]} : affine.factor();
        double[] offset = same ? new double[] {affine.offset()[0]} : affine.offset();
        String scaled = "v × " + numbers(factor);
        return Arrays.stream(offset).allMatch(o -> o == 0)
                ? scaled
                : scaled + " + " + numbers(offset);
    }

    private static String numbers(double[] numbers) {
        return Arrays.stream(numbers)
                .mapToObj(number -> String.format(Locale.ROOT, "%.4g", number))
                .collect(
                        Collectors.joining(
                                ", ",
                                numbers.length == 1 ? "" : "[",
                                numbers.length == 1 ? "" : "]"));
    }
}
