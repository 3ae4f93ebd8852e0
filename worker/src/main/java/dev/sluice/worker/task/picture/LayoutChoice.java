package dev.sluice.worker.task.picture;

import dev.sluice.shared.config.Section;
import dev.sluice.worker.model.OnnxModel;
import dev.sluice.worker.model.Port;
import dev.sluice.worker.model.Runner.RunFailed;
import dev.sluice.worker.model.Tensor;
import dev.sluice.worker.task.picture.Layout.Size;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Finds a network's layout: what {@code input.layout} says, or else the only one that the declared
 * shape allows, or else the only one in which the graph runs, since a convolution takes one number
 * of channels.
 */
final class LayoutChoice {
    private enum Asked {
        AUTO,
        NCHW,
        NHWC
    }

    private final Section input;
    private final OnnxModel model;
    private final String name;
    private final Port port;

    /**
     * @param input is told if there is none, or no telling
     * @param model runs a black picture where the declared shape does not tell
     */
    LayoutChoice(Section input, OnnxModel model, String name, Port port) {
        this.input = input;
        this.model = model;
        this.name = name;
        this.port = port;
    }

    Layout of(Size size) {
        List<Layout> fitting = Layout.fitting(port.shape(), size);
        return switch (input.choice("layout", Asked.class, Asked.AUTO)) {
            case NCHW -> checked(Layout.NCHW, fitting, size);
            case NHWC -> checked(Layout.NHWC, fitting, size);
            case AUTO -> found(fitting, size);
        };
    }

    private Layout checked(Layout asked, List<Layout> fitting, Size size) {
        if (!fitting.contains(asked)) {
            problem(fitting.isEmpty() ? "width" : "layout", asked, size);
        }
        return asked;
    }

    private Layout found(List<Layout> fitting, Size size) {
        boolean channelsFirst = Layout.NCHW.declared(port.shape(), size);
        if (fitting.isEmpty()) {
            Layout likely = channelsFirst ? Layout.NCHW : Layout.NHWC;
            problem("width", likely, size);
            return likely;
        }
        if (fitting.size() == 1) {
            return fitting.getFirst();
        }
        if (channelsFirst) {
            return Layout.NCHW;
        }
        boolean known = port.equals(model.inputs().get(name)); // said elsewhere, if not
        return Layout.NHWC.declared(port.shape(), size) || !known ? Layout.NHWC : tried(size);
    }

    private void problem(String key, Layout mine, Size size) {
        Size otherwise = new Size(size.channels() == 1 ? 3 : 1, size.height(), size.width());
        input.problem(
                key,
                "with height and color makes %s, but the graph wants %s%s"
                        .formatted(
                                Port.written(mine.batch(size)),
                                Port.written(port.shape()),
                                Layout.fitting(port.shape(), otherwise).isEmpty()
                                        ? ""
                                        : "; say color: " + color(otherwise)));
    }

    private Layout tried(Size size) {
        List<Layout> running = new ArrayList<>();
        String refusal = "";
        for (Layout layout : Layout.values()) {
            try {
                run(layout, size);
                running.add(layout);
            } catch (RunFailed e) {
                refusal = String.valueOf(e.getMessage());
            }
        }
        switch (running.size()) {
            case 0 -> refused(size, refusal);
            case 1 -> {
                return running.getFirst();
            }
            default ->
                    input.problem(
                            "layout",
                            "must be said, for the graph leaves its dimensions free and runs both"
                                    + " ways: nchw (channels first, as PyTorch exports) or nhwc"
                                    + " (channels last, as Keras does)");
        }
        return Layout.NHWC;
    }

    private void refused(Size size, String refusal) {
        Size otherwise = new Size(size.channels() == 1 ? 3 : 1, size.height(), size.width());
        for (Layout layout : Layout.values()) {
            try {
                run(layout, otherwise);
                input.problem(
                        "color",
                        "the graph takes no %d channels, but %d; say color: %s"
                                .formatted(
                                        size.channels(), otherwise.channels(), color(otherwise)));
                return;
            } catch (RunFailed e) {
                // the first refusal is the one that is told
            }
        }
        input.problem(
                "layout",
                "the graph leaves its dimensions free, and runs neither with %s (nchw) nor with %s (nhwc): %s"
                        .formatted(
                                Port.written(Layout.NCHW.batch(size)),
                                Port.written(Layout.NHWC.batch(size)),
                                refusal));
    }

    private static String color(Size size) {
        return size.channels() == 1 ? "gray" : "rgb";
    }

    private void run(Layout layout, Size size) throws RunFailed {
        Tensor.Type type = port.type().orElse(Tensor.Type.UINT8);
        int bytes = size.channels() * size.height() * size.width() * type.bytes();
        Tensor black = Tensor.of(type, ByteBuffer.allocate(bytes), layout.of(size));
        model.run(List.of(Map.of(name, black)));
    }
}
