package dev.sluice.worker.task.flakes;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;

import dev.sluice.worker.model.Model;
import dev.sluice.worker.model.ModelFailure;
import dev.sluice.worker.model.Tensor;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/** Runs a graph at once in the caller's thread, in batches of up to eight, without a batcher. */
final class OrtModel implements Model, AutoCloseable {
    private static final int BATCH = 8;

    private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
    private final OrtSession session;
    final List<Integer> batches = new ArrayList<>();
    int calls;
    int lastCalls;

    OrtModel(byte[] graph) throws OrtException {
        OrtSession.SessionOptions options = new OrtSession.SessionOptions();
        options.setIntraOpNumThreads(1);
        session = environment.createSession(graph, options);
    }

    @Override
    public List<Map<String, Tensor>> lastCall(List<Map<String, Tensor>> items) throws ModelFailure {
        lastCalls++;
        return run(items);
    }

    @Override
    public List<Map<String, Tensor>> call(List<Map<String, Tensor>> items) throws ModelFailure {
        calls++;
        return run(items);
    }

    private List<Map<String, Tensor>> run(List<Map<String, Tensor>> items) throws ModelFailure {
        List<Map<String, Tensor>> outputs = new ArrayList<>();
        try {
            for (int from = 0; from < items.size(); from += BATCH) {
                outputs.addAll(batch(items.subList(from, Math.min(items.size(), from + BATCH))));
            }
        } catch (OrtException e) {
            throw new ModelFailure("the graph failed", e);
        }
        return outputs;
    }

    private List<Map<String, Tensor>> batch(List<Map<String, Tensor>> items) throws OrtException {
        batches.add(items.size());
        Map<String, OnnxTensor> inputs = new HashMap<>();
        for (String name : items.getFirst().keySet()) {
            inputs.put(name, stack(items.stream().map(item -> item.get(name)).toList()));
        }
        try (OrtSession.Result result = session.run(inputs)) {
            List<Map<String, Tensor>> outputs = new ArrayList<>();
            for (int i = 0; i < items.size(); i++) {
                Map<String, Tensor> output = new HashMap<>();
                for (Map.Entry<String, OnnxValue> value : result) {
                    output.put(value.getKey(), slice((OnnxTensor) value.getValue(), i));
                }
                outputs.add(output);
            }
            return outputs;
        } finally {
            inputs.values().forEach(OnnxTensor::close);
        }
    }

    private OnnxTensor stack(List<Tensor> tensors) throws OrtException {
        Tensor first = tensors.getFirst();
        ByteBuffer data =
                ByteBuffer.allocateDirect(first.data().remaining() * tensors.size())
                        .order(ByteOrder.nativeOrder());
        tensors.forEach(tensor -> data.put(tensor.data()));
        long[] shape =
                LongStream.concat(
                                LongStream.of(tensors.size()),
                                first.shape().stream().mapToLong(Long::longValue))
                        .toArray();
        return OnnxTensor.createTensor(
                environment,
                data.flip(),
                shape,
                OnnxJavaType.valueOf(first.type().name().replace("FLOAT32", "FLOAT")));
    }

    private static Tensor slice(OnnxTensor value, int item) {
        Tensor.Type type =
                Tensor.Type.valueOf(value.getInfo().type.name().replace("FLOAT", "FLOAT32"));
        long[] shape = value.getInfo().getShape();
        long[] one = LongStream.of(shape).skip(1).toArray();
        int bytes = (int) LongStream.of(one).reduce(1, (a, b) -> a * b) * type.bytes();
        byte[] copy = new byte[bytes];
        value.getByteBuffer().get(item * bytes, copy);
        return Tensor.of(type, ByteBuffer.wrap(copy), one);
    }

    @Override
    public void close() throws OrtException {
        session.close();
    }
}
