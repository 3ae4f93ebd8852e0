package dev.sluice.worker.model;

import ai.onnxruntime.MapInfo;
import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxMap;
import ai.onnxruntime.OnnxSequence;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.SequenceInfo;
import ai.onnxruntime.TensorInfo;
import ai.onnxruntime.ValueInfo;

import dev.sluice.shared.config.StartFailure;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * A model in ONNX Runtime. One thread runs it; inputs go through direct buffers that are reused
 * from batch to batch, since ONNX Runtime reads those without copying.
 */
public final class OnnxModel implements Runner {
    private final OrtEnvironment environment;
    private final OrtSession session;
    private final Set<String> outputs;
    private final int threads;

    /** Whether the graph takes one item at a time, as PyTorch exports it unless told otherwise. */
    private final boolean alone;

    private final Map<String, ByteBuffer> buffers = new HashMap<>();
    private final Object runLock = new Object();

    // Guarded by runLock.
    private OrtSession.@Nullable RunOptions running;

    private OnnxModel(
            OrtEnvironment environment, OrtSession session, Set<String> outputs, int threads) {
        this.environment = environment;
        this.session = session;
        this.outputs = Set.copyOf(outputs);
        this.threads = threads;
        this.alone =
                inputs().values().stream()
                        .anyMatch(port -> !port.shape().isEmpty() && port.shape().getFirst() == 1);
    }

    /**
     * Loads a graph.
     *
     * @param threads of one run on a CPU
     * @throws StartFailure if ONNX Runtime refuses it, or a GPU is required and missing
     */
    static OnnxModel load(Path file, OnnxRuntime runtime, int threads) {
        OrtEnvironment environment = OnnxRuntime.environment();
        try (OrtSession.SessionOptions options = runtime.options(threads)) {
            OrtSession session = environment.createSession(file.toString(), options);
            return new OnnxModel(environment, session, session.getOutputNames(), threads);
        } catch (OrtException e) {
            throw new StartFailure("cannot load " + file + ": " + e.getMessage(), e);
        }
    }

    /** The same model, of whose outputs only these are computed and copied. */
    public OnnxModel only(Set<String> wanted) {
        return new OnnxModel(environment, session, wanted, threads);
    }

    /** The same session for another thread, with buffers of its own; closing either closes it. */
    OnnxModel view() {
        return new OnnxModel(environment, session, outputs, threads);
    }

    /** Of one run on a CPU. */
    int threads() {
        return threads;
    }

    /** The graph's inputs by name. */
    public Map<String, Port> inputs() {
        try {
            return ports(session.getInputInfo());
        } catch (OrtException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The graph's outputs by name. */
    public Map<String, Port> outputs() {
        try {
            return ports(session.getOutputInfo());
        } catch (OrtException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Map<String, Port> ports(Map<String, NodeInfo> nodes) {
        Map<String, Port> ports = new LinkedHashMap<>();
        nodes.forEach((name, node) -> ports.put(name, port(node.getInfo())));
        return ports;
    }

    private static Port port(ValueInfo value) {
        return switch (value) {
            case TensorInfo tensor ->
                    new Port(element(tensor), Arrays.stream(tensor.getShape()).boxed().toList());
            case SequenceInfo sequence when sequence.sequenceOfMaps ->
                    new Port(
                            "sequence of maps from %s to %s"
                                    .formatted(
                                            element(sequence.mapInfo.keyType),
                                            element(sequence.mapInfo.valueType)),
                            List.of());
            case SequenceInfo _ -> new Port("sequence", List.of());
            case MapInfo _ -> new Port("map", List.of());
            default -> new Port(value.getClass().getSimpleName(), List.of());
        };
    }

    private static String element(OnnxJavaType type) {
        return switch (type) {
            case FLOAT -> "float32";
            case DOUBLE -> "float64";
            default -> type.name().toLowerCase(Locale.ROOT);
        };
    }

    /** ONNX's own name, which the Java binding has for more types than it can make arrays of. */
    private static String element(TensorInfo tensor) {
        String name = tensor.onnxType.name().replaceFirst("^ONNX_TENSOR_ELEMENT_DATA_TYPE_", "");
        return switch (name) {
            case "FLOAT" -> "float32";
            case "DOUBLE" -> "float64";
            default -> name.toLowerCase(Locale.ROOT);
        };
    }

    @Override
    public List<Map<String, Tensor>> run(List<Map<String, Tensor>> items) throws RunFailed {
        if (!alone) {
            return together(items);
        }
        List<Map<String, Tensor>> answers = new ArrayList<>();
        for (Map<String, Tensor> item : items) {
            answers.addAll(together(List.of(item)));
        }
        return answers;
    }

    private List<Map<String, Tensor>> together(List<Map<String, Tensor>> items) throws RunFailed {
        Map<String, OnnxTensor> inputs = new HashMap<>();
        try (OrtSession.RunOptions options = new OrtSession.RunOptions()) {
            setRunning(options);
            // What fails is thrown, and said where it is caught; not on stderr besides.
            options.setLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
            for (String name : items.getFirst().keySet()) {
                inputs.put(name, input(name, items));
            }
            try (OrtSession.Result result = session.run(inputs, outputs, options)) {
                return split(result, items.size());
            } finally {
                setRunning(null);
            }
        } catch (OrtException e) {
            throw failed(e);
        } finally {
            inputs.values().forEach(OnnxTensor::close);
        }
    }

    private static RunFailed failed(OrtException e) {
        String message = String.valueOf(e.getMessage());
        String lower = message.toLowerCase(Locale.ROOT);
        boolean outOfMemory =
                lower.contains("failed to allocate memory")
                        || lower.contains("out of memory")
                        || lower.contains("available memory of");
        return new RunFailed(message, e, outOfMemory);
    }

    /** One input of all items, stacked along a new first dimension. */
    private OnnxTensor input(String name, List<Map<String, Tensor>> items) throws OrtException {
        Tensor first = tensor(items.getFirst(), name);
        int bytes = first.data().remaining();
        ByteBuffer buffer = buffer(name, Math.multiplyExact(bytes, items.size()));
        for (Map<String, Tensor> item : items) {
            buffer.put(tensor(item, name).data());
        }
        buffer.flip();
        long[] shape = new long[first.shape().size() + 1];
        shape[0] = items.size();
        for (int i = 1; i < shape.length; i++) {
            shape[i] = first.shape().get(i - 1);
        }
        return switch (first.type()) {
            case UINT8 -> OnnxTensor.createTensor(environment, buffer, shape, OnnxJavaType.UINT8);
            case INT8 -> OnnxTensor.createTensor(environment, buffer, shape, OnnxJavaType.INT8);
            case FLOAT16 ->
                    OnnxTensor.createTensor(environment, buffer, shape, OnnxJavaType.FLOAT16);
            case INT64 -> OnnxTensor.createTensor(environment, buffer.asLongBuffer(), shape);
            case FLOAT32 -> OnnxTensor.createTensor(environment, buffer.asFloatBuffer(), shape);
        };
    }

    private static Tensor tensor(Map<String, Tensor> item, String name) {
        Tensor tensor = item.get(name);
        if (tensor == null) {
            throw new IllegalArgumentException("an item of the batch has no input " + name);
        }
        return tensor;
    }

    private ByteBuffer buffer(String name, int bytes) {
        ByteBuffer buffer = buffers.get(name);
        if (buffer == null || buffer.capacity() < bytes) {
            buffer = ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
            buffers.put(name, buffer);
        }
        return buffer.clear().limit(bytes);
    }

    private static List<Map<String, Tensor>> split(OrtSession.Result result, int items)
            throws RunFailed {
        List<Map<String, Tensor>> split = new ArrayList<>();
        for (int i = 0; i < items; i++) {
            split.add(new HashMap<>());
        }
        for (Map.Entry<String, OnnxValue> output : result) {
            ValueInfo info = output.getValue().getInfo();
            if (output.getValue() instanceof OnnxSequence maps && port(info).isMaps()) {
                List<Tensor> parts = scores(maps);
                if (parts.size() != items) {
                    throw unreadable(output.getKey(), port(info), items);
                }
                for (int i = 0; i < items; i++) {
                    split.get(i).put(output.getKey(), parts.get(i));
                }
                continue;
            }
            Optional<Tensor.Type> type = type(info);
            if (!(output.getValue() instanceof OnnxTensor tensor) || type.isEmpty()) {
                throw unreadable(output.getKey(), port(info), items);
            }
            long[] whole = tensor.getInfo().getShape();
            if (whole.length == 0 || whole[0] != items) {
                throw unreadable(output.getKey(), port(info), items);
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

    /** Of each map its values, in the order of their keys. */
    private static List<Tensor> scores(OnnxSequence maps) throws RunFailed {
        try {
            List<Tensor> scores = new ArrayList<>();
            for (OnnxValue each : maps.getValue()) {
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

    /** What an output is may depend on what the picture shows, so an item may be to blame. */
    private static RunFailed unreadable(String name, Port port, int items) {
        String message = "output \"%s\" is %s for %d items".formatted(name, port, items);
        return new RunFailed(message, new IllegalStateException(message), false);
    }

    @Override
    public void terminate() {
        synchronized (runLock) {
            OrtSession.RunOptions options = running;
            try {
                if (options != null) {
                    options.setTerminate(true);
                }
            } catch (OrtException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** Names the run that {@link #terminate} means; never one whose options are closed. */
    private void setRunning(OrtSession.@Nullable RunOptions options) {
        synchronized (runLock) {
            running = options;
        }
    }

    @Override
    public void close() {
        try {
            session.close();
        } catch (OrtException e) {
            throw new IllegalStateException(e);
        }
    }
}
