package dev.sluice.worker.model;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;

import dev.sluice.shared.config.StartFailure;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

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
            OrtEnvironment environment,
            OrtSession session,
            Set<String> outputs,
            int threads,
            boolean alone) {
        this.environment = environment;
        this.session = session;
        this.outputs = Set.copyOf(outputs);
        this.threads = threads;
        this.alone =
                alone
                        || inputs().values().stream()
                                .anyMatch(
                                        port ->
                                                !port.shape().isEmpty()
                                                        && port.shape().getFirst() == 1);
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
            return new OnnxModel(environment, session, session.getOutputNames(), threads, false);
        } catch (OrtException e) {
            throw new StartFailure("cannot load " + file + ": " + e.getMessage(), e);
        }
    }

    /** The same model, of whose outputs only these are computed and copied. */
    public OnnxModel only(Set<String> wanted) {
        return new OnnxModel(environment, session, wanted, threads, alone);
    }

    /** The same model, which runs each item by itself whatever its graph could. */
    public OnnxModel alone() {
        return new OnnxModel(environment, session, outputs, threads, true);
    }

    /** The same session for another thread, with buffers of its own; closing either closes it. */
    OnnxModel view() {
        return new OnnxModel(environment, session, outputs, threads, alone);
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
        nodes.forEach((name, node) -> ports.put(name, Port.of(node.getInfo())));
        return ports;
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
                return OnnxOutputs.of(result, items.size());
            } finally {
                setRunning(null);
            }
        } catch (OrtException e) {
            throw OnnxOutputs.failed(e);
        } finally {
            inputs.values().forEach(OnnxTensor::close);
        }
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
