package dev.sluice.worker.model;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;

import dev.sluice.shared.StartFailure;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A model in ONNX Runtime. One thread runs it; inputs go through direct buffers that are reused
 * from batch to batch, since ONNX Runtime reads those without copying.
 */
public final class OnnxModel implements Runner {
    private final OrtEnvironment environment;
    private final OrtSession session;
    private final Set<String> outputs;
    private final Map<String, ByteBuffer> buffers = new HashMap<>();
    private final Object runLock = new Object();

    // Guarded by runLock.
    private OrtSession.@Nullable RunOptions running;

    private OnnxModel(OrtEnvironment environment, OrtSession session, Set<String> outputs) {
        this.environment = environment;
        this.session = session;
        this.outputs = Set.copyOf(outputs);
    }

    /**
     * @param shape as the graph declares it, the batch dimension first; −1 where it is free
     */
    public record Port(Tensor.Type type, List<Long> shape) {}

    /**
     * Loads a graph.
     *
     * @throws StartFailure if ONNX Runtime refuses it, or a GPU is required and missing
     */
    static OnnxModel load(Path file, OnnxRuntime runtime) {
        OrtEnvironment environment = OnnxRuntime.environment();
        try (OrtSession.SessionOptions options = runtime.options()) {
            OrtSession session = environment.createSession(file.toString(), options);
            return new OnnxModel(environment, session, session.getOutputNames());
        } catch (OrtException e) {
            throw new StartFailure("cannot load " + file + ": " + e.getMessage(), e);
        }
    }

    /** The same model, of whose outputs only these are computed and copied. */
    public OnnxModel only(Set<String> wanted) {
        return new OnnxModel(environment, session, wanted);
    }

    /** The same session for another thread, with buffers of its own; closing either closes it. */
    OnnxModel view() {
        return new OnnxModel(environment, session, outputs);
    }

    /** The graph's inputs by name, those of element types that we do not know left out. */
    public Map<String, Port> inputs() {
        try {
            return ports(session.getInputInfo());
        } catch (OrtException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The graph's outputs by name, those of element types that we do not know left out. */
    public Map<String, Port> outputs() {
        try {
            return ports(session.getOutputInfo());
        } catch (OrtException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Map<String, Port> ports(Map<String, NodeInfo> nodes) {
        Map<String, Port> ports = new HashMap<>();
        nodes.forEach(
                (name, node) -> {
                    if (node.getInfo() instanceof TensorInfo info) {
                        List<Long> shape = Arrays.stream(info.getShape()).boxed().toList();
                        type(info.type).ifPresent(type -> ports.put(name, new Port(type, shape)));
                    }
                });
        return ports;
    }

    @Override
    public List<Map<String, Tensor>> run(List<Map<String, Tensor>> items) throws RunFailed {
        Map<String, OnnxTensor> inputs = new HashMap<>();
        try (OrtSession.RunOptions options = new OrtSession.RunOptions()) {
            setRunning(options);
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

    private static List<Map<String, Tensor>> split(OrtSession.Result result, int items) {
        List<Map<String, Tensor>> split = new ArrayList<>();
        for (int i = 0; i < items; i++) {
            split.add(new HashMap<>());
        }
        for (Map.Entry<String, OnnxValue> output : result) {
            if (!(output.getValue() instanceof OnnxTensor tensor)) {
                throw new IllegalArgumentException("output " + output.getKey() + " is no tensor");
            }
            TensorInfo info = tensor.getInfo();
            long[] whole = info.getShape();
            if (whole.length == 0 || whole[0] != items) {
                throw new IllegalArgumentException(
                        "output %s has shape %s for %d items"
                                .formatted(output.getKey(), Arrays.toString(whole), items));
            }
            long[] shape = Arrays.copyOfRange(whole, 1, whole.length);
            ByteBuffer all = tensor.getByteBuffer(); // a copy, so that the result can be closed
            int size = all.remaining() / items;
            for (int i = 0; i < items; i++) {
                split.get(i)
                        .put(
                                output.getKey(),
                                Tensor.of(
                                        type(info.type).orElseThrow(),
                                        all.slice(i * size, size),
                                        shape));
            }
        }
        return split;
    }

    private static Optional<Tensor.Type> type(OnnxJavaType type) {
        return switch (type) {
            case UINT8 -> Optional.of(Tensor.Type.UINT8);
            case INT8 -> Optional.of(Tensor.Type.INT8);
            case INT64 -> Optional.of(Tensor.Type.INT64);
            case FLOAT -> Optional.of(Tensor.Type.FLOAT32);
            default -> Optional.empty();
        };
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
