package dev.sluice.ops.models.infer;

import dev.sluice.ops.models.onnx.Graph;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The networks of {@code keras.applications} without a scaling of their own, by the names of their
 * layers, and what {@code preprocess_input} of each does. The others scale in their first layers,
 * which are read.
 */
enum KerasFamily {
    RESNET_V2("ResNetV2", Scaling.AROUND_ZERO, "conv2_block1_preact_bn"),
    DENSENET("DenseNet", Scaling.IMAGENET, "conv2_block1_concat", "pool2_conv"),
    RESNET("ResNet", Scaling.CAFFE, "conv2_block1_1_conv"),
    XCEPTION("Xception", Scaling.AROUND_ZERO, "block2_sepconv1"),
    VGG("VGG", Scaling.CAFFE, "block1_conv1", "block5_conv3"),
    MOBILENET_V2("MobileNetV2", Scaling.AROUND_ZERO, "block_1_expand"),
    MOBILENET("MobileNet", Scaling.AROUND_ZERO, "conv_dw_1"),
    INCEPTION("Inception", Scaling.AROUND_ZERO, "mixed10"),
    INCEPTION_RESNET("InceptionResNetV2", Scaling.AROUND_ZERO, "mixed_7a"),
    NASNET("NASNet", Scaling.AROUND_ZERO, "normal_conv_1"),
    UNKNOWN("", Scaling.UNIT);

    /** What becomes of values from 0 to 255. */
    enum Scaling {
        BYTES,
        UNIT,
        AROUND_ZERO,
        IMAGENET,
        CAFFE
    }

    private final String written;
    private final Scaling scaling;

    @SuppressWarnings("ImmutableEnumChecker") // made by List.of
    private final List<String> layers;

    KerasFamily(String written, Scaling scaling, String... layers) {
        this.written = written;
        this.scaling = scaling;
        this.layers = List.of(layers);
    }

    String written() {
        return written;
    }

    Scaling scaling() {
        return scaling;
    }

    static KerasFamily of(Graph graph) {
        Set<String> names = graph.names();
        return Arrays.stream(values())
                .filter(family -> family.layers.stream().allMatch(layer -> occurs(layer, names)))
                .findFirst()
                .orElse(UNKNOWN);
    }

    private static boolean occurs(String layer, Set<String> names) {
        return names.stream().anyMatch(name -> name.toLowerCase(Locale.ROOT).contains(layer));
    }
}
