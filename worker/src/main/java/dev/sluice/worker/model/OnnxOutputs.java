package dev.sluice.worker.model;

import ai.onnxruntime.OnnxMap;
import ai.onnxruntime.OnnxSequence;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import ai.onnxruntime.ValueInfo;

import dev.sluice.worker.model.Runner.RunFailed;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What a run of a batch gave, taken apart into its items. */
final class OnnxOutputs {
    private OnnxOutputs() {}

    /** The outputs of each item, in order. */
    static List<Map<String, Tensor>> of(OrtSession.Result result, int items) throws RunFailed {
        List<Map<String, Tensor>> split = new ArrayList<>();
        for (int i = 0; i < items; i++) {
            split.add(new HashMap<>());
        }
        for (Map.Entry<String, OnnxValue> output : result) {
            ValueInfo info = output.getValue().getInfo();
            if (output.getValue() instanceof OnnxSequence maps && Port.of(info).isMaps()) {
                List<Tensor> parts = scores(items(maps));
                if (parts.size() != items) {
                    throw unreadable(output.getKey(), Port.of(info), items);
                }
                for (int i = 0; i < items; i++) {
                    split.get(i).put(output.getKey(), parts.get(i));
                }
                continue;
            }
            Optional<Tensor.Type> type = type(info);
            if (!(output.getValue() instanceof OnnxTensor tensor) || type.isEmpty()) {
                throw unreadable(output.getKey(), Port.of(info), items);
            }
            long[] whole = tensor.getInfo().getShape();
            if (whole.length == 0 || whole[0] != items) {
                throw unreadable(output.getKey(), Port.of(info), items);
            }
            long[] shape = Arrays.copyOfRange(whole, 1, whole.length);
            ByteBuffer all = tensor.getByteBuffer(); // a copy, so that the result can be closed
            int size = all.remaining() / items;
            for (int i = 0; i < items; i++) {
                ByteBuffer part = all.slice(i * size, size);
                split.get(i).put(output.getKey(), Tensor.of(type.get(), part, shape));
            }
        }
        return split;
    }

    /** Copies of them in native memory, which nothing frees but closing each. */
    private static List<? extends OnnxValue> items(OnnxSequence maps) throws RunFailed {
        try {
            return maps.getValue();
        } catch (OrtException e) {
            throw failed(e);
        }
    }

    /** Of each map its values, in the order of their keys; all are closed then, come what may. */
    static List<Tensor> scores(List<? extends OnnxValue> maps) throws RunFailed {
        try {
            List<Tensor> scores = new ArrayList<>();
            for (OnnxValue each : maps) {
                Map<Object, Object> sorted = new TreeMap<>(((OnnxMap) each).getValue());
                float[] values = new float[sorted.size()];
                int at = 0;
                for (Object value : sorted.values()) {
                    values[at++] = (Float) value;
                }
                scores.add(Tensor.floats(values, values.length));
            }
            return scores;
        } catch (OrtException e) {
            throw failed(e);
        } finally {
            maps.forEach(OnnxValue::close);
        }
    }

    /** As {@link Port#type}, for each item of each run: without texts. */
    private static Optional<Tensor.Type> type(ValueInfo info) {
        return info instanceof TensorInfo tensor
                ? switch (tensor.type) {
                    case UINT8 -> Optional.of(Tensor.Type.UINT8);
                    case INT8 -> Optional.of(Tensor.Type.INT8);
                    case INT64 -> Optional.of(Tensor.Type.INT64);
                    case FLOAT16 -> Optional.of(Tensor.Type.FLOAT16);
                    case FLOAT -> Optional.of(Tensor.Type.FLOAT32);
                    default -> Optional.empty();
                }
                : Optional.empty();
    }

    /** What an output is may depend on what the input holds, so an item may be to blame. */
    private static RunFailed unreadable(String name, Port port, int items) {
        String message = "output \"%s\" is %s for %d items".formatted(name, port, items);
        return new RunFailed(message, new IllegalStateException(message), false);
    }

    /** What ONNX Runtime says, and whether it is for want of memory. */
    static RunFailed failed(OrtException e) {
        String message = String.valueOf(e.getMessage());
        String lower = message.toLowerCase(Locale.ROOT);
        boolean outOfMemory =
                lower.contains("failed to allocate memory")
                        || lower.contains("out of memory")
                        || lower.contains("available memory of");
        return new RunFailed(message, e, outOfMemory);
    }
}
