package dev.sluice.ops.models.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.SparseTensorProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;

import dev.sluice.ops.models.onnx.Graph.Weights;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The graph of an ONNX file as its fields come, weights passed over. */
final class GraphFields {
    private final List<Value> inputs = new ArrayList<>();
    private final List<Value> outputs = new ArrayList<>();
    private final List<Node> nodes = new ArrayList<>();
    private final Map<String, float[]> small = new HashMap<>();
    private final Set<String> names = new HashSet<>();
    private final Set<String> files = new HashSet<>();
    private final Map<String, String> notes = new HashMap<>();

    boolean isEmpty() {
        return nodes.isEmpty() && inputs.isEmpty();
    }

    Graph graph(Graph.Origin origin) {
        List<Value> given = inputs.stream().filter(in -> !names.contains(in.name())).toList();
        return new Graph(origin, given, outputs, nodes, new Weights(small, names, files));
    }

    void read(CodedInputStream in) throws IOException {
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            switch (WireFormat.getTagFieldNumber(tag)) {
                case GraphProto.NODE_FIELD_NUMBER -> node(NodeProto.parseFrom(in.readByteArray()));
                case GraphProto.INPUT_FIELD_NUMBER ->
                        inputs.add(value(ValueInfoProto.parseFrom(in.readByteArray())));
                case GraphProto.OUTPUT_FIELD_NUMBER ->
                        outputs.add(value(ValueInfoProto.parseFrom(in.readByteArray())));
                case GraphProto.INITIALIZER_FIELD_NUMBER -> {
                    int limit = in.pushLimit(in.readRawVarint32());
                    keep(WeightFields.read(in));
                    in.popLimit(limit);
                }
                case GraphProto.SPARSE_INITIALIZER_FIELD_NUMBER ->
                        names.add(
                                SparseTensorProto.parseFrom(in.readByteArray())
                                        .getValues()
                                        .getName());
                default -> OnnxFile.skip(in, tag);
            }
        }
    }

    private void keep(WeightFields weight) {
        names.add(weight.name());
        weight.file().ifPresent(files::add);
        weight.numbers().ifPresent(numbers -> small.put(weight.name(), numbers));
    }

    /** What an exporter noted of the first node on which it noted something of that name. */
    Map<String, String> notes() {
        return notes;
    }

    private void node(NodeProto node) throws IOException {
        node.getMetadataPropsList()
                .forEach(note -> notes.putIfAbsent(note.getKey(), note.getValue()));
        Map<String, List<Long>> numbers = new HashMap<>();
        for (AttributeProto attribute : node.getAttributeList()) {
            switch (attribute.getType()) {
                case INT -> numbers.put(attribute.getName(), List.of(attribute.getI()));
                case INTS -> numbers.put(attribute.getName(), attribute.getIntsList());
                case TENSOR -> constant(node, attribute.getT());
                default -> {}
            }
        }
        nodes.add(
                new Node(
                        node.getName(),
                        node.getOpType(),
                        node.getInputList(),
                        node.getOutputList(),
                        numbers));
    }

    /** What a Constant node holds is known by the name of its output. */
    private void constant(NodeProto node, TensorProto held) throws IOException {
        if (node.getOpType().equals("Constant") && node.getOutputCount() == 1) {
            WeightFields.read(held.toByteString().newCodedInput())
                    .numbers()
                    .ifPresent(numbers -> small.put(node.getOutput(0), numbers));
        }
    }

    private static Value value(ValueInfoProto declared) {
        TypeProto type = declared.getType();
        return switch (type.getValueCase()) {
            case TENSOR_TYPE ->
                    new Value(
                            declared.getName(),
                            element(type.getTensorType().getElemType()),
                            shape(type.getTensorType().getShape()));
            case SEQUENCE_TYPE -> new Value(declared.getName(), "sequence", List.of());
            case MAP_TYPE -> new Value(declared.getName(), "map", List.of());
            default ->
                    new Value(
                            declared.getName(),
                            type.getValueCase().name().toLowerCase(Locale.ROOT),
                            List.of());
        };
    }

    private static List<Long> shape(TensorShapeProto shape) {
        return shape.getDimList().stream()
                .map(
                        size ->
                                size.hasDimValue() && size.getDimValue() >= 0
                                        ? size.getDimValue()
                                        : -1)
                .toList();
    }

    private static String element(int number) {
        TensorProto.DataType type = TensorProto.DataType.forNumber(number);
        return switch (type) {
            case null -> "type " + number;
            case FLOAT -> "float32";
            case DOUBLE -> "float64";
            default -> type.name().toLowerCase(Locale.ROOT);
        };
    }
}
