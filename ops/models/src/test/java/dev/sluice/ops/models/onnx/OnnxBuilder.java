package dev.sluice.ops.models.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Writes small models, as ONNX's own library would. */
public final class OnnxBuilder {
    private final ModelProto.Builder model =
            ModelProto.newBuilder()
                    .setIrVersion(8)
                    .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(17));
    private final GraphProto.Builder graph = GraphProto.newBuilder().setName("graph");

    public OnnxBuilder producer(String name) {
        model.setProducerName(name).setProducerVersion("1.0");
        return this;
    }

    public OnnxBuilder metadata(String key, String value) {
        model.addMetadataProps(StringStringEntryProto.newBuilder().setKey(key).setValue(value));
        return this;
    }

    /**
     * @param shape −1 for a free dimension
     */
    public OnnxBuilder input(String name, TensorProto.DataType type, long... shape) {
        graph.addInput(value(name, type, shape));
        return this;
    }

    public OnnxBuilder output(String name, TensorProto.DataType type, long... shape) {
        graph.addOutput(value(name, type, shape));
        return this;
    }

    private static ValueInfoProto value(String name, TensorProto.DataType type, long... shape) {
        TypeProto.Tensor.Builder tensor =
                TypeProto.Tensor.newBuilder().setElemType(type.getNumber());
        for (long size : shape) {
            if (size < 0) {
                tensor.getShapeBuilder().addDimBuilder().setDimParam("free");
            } else {
                tensor.getShapeBuilder().addDimBuilder().setDimValue(size);
            }
        }
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder().setTensorType(tensor))
                .build();
    }

    public OnnxBuilder node(String operator, String output, String... inputs) {
        graph.addNode(
                NodeProto.newBuilder()
                        .setOpType(operator)
                        .setName(output + "_" + operator)
                        .addAllInput(List.of(inputs))
                        .addOutput(output));
        return this;
    }

    /** An attribute of the node added last. */
    public OnnxBuilder attribute(String name, long... numbers) {
        AttributeProto.Builder attribute = AttributeProto.newBuilder().setName(name);
        if (numbers.length == 1 && !name.endsWith("s")) {
            attribute.setType(AttributeProto.AttributeType.INT).setI(numbers[0]);
        } else {
            attribute.setType(AttributeProto.AttributeType.INTS);
            for (long number : numbers) {
                attribute.addInts(number);
            }
        }
        graph.getNodeBuilder(graph.getNodeCount() - 1).addAttribute(attribute);
        return this;
    }

    public OnnxBuilder weight(String name, List<Long> shape, float... numbers) {
        TensorProto.Builder tensor =
                TensorProto.newBuilder()
                        .setName(name)
                        .setDataType(TensorProto.DataType.FLOAT.getNumber())
                        .addAllDims(shape);
        for (float number : numbers) {
            tensor.addFloatData(number);
        }
        graph.addInitializer(tensor);
        return this;
    }

    public ModelProto build() {
        return model.setGraph(graph).build();
    }

    public Path write(Path file) throws IOException {
        return Files.write(file, build().toByteArray());
    }
}
