package dev.sluice.ops.models.onnx;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;

import dev.sluice.ops.models.onnx.Graph.Origin;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * Reads an ONNX file, field by field: weights are passed over, so that the memory needed does not
 * depend on them.
 */
public final class OnnxFile {
    /** Enough for the longest marks below. */
    private static final int HEAD = 64;

    private final GraphFields fields = new GraphFields();
    private final Map<String, String> metadata = new HashMap<>();
    private String producer = "";
    private String version = "";
    private long opset;
    private boolean hasGraph;

    private OnnxFile() {}

    /**
     * @throws NotOnnx if it is no ONNX model
     * @throws IOException if it cannot be read
     */
    public static Graph read(Path file) throws NotOnnx, IOException {
        refuseOthers(file);
        OnnxFile read = new OnnxFile();
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
            read.model(CodedInputStream.newInstance(in));
        } catch (InvalidProtocolBufferException e) {
            throw new NotOnnx(
                    "%s is no ONNX model, or cut off (%s); export it again"
                            .formatted(
                                    file,
                                    String.valueOf(e.getMessage())
                                            .replaceFirst("(?s)[.\n].*", "")));
        }
        if (!read.hasGraph || read.fields.isEmpty()) {
            throw new NotOnnx(file + " is no ONNX model: it holds no graph; export it again");
        }
        read.fields.notes().forEach(read.metadata::putIfAbsent);
        return read.fields.graph(
                new Origin(read.producer, read.version, read.opset, read.metadata));
    }

    /** What people take for an ONNX file, by its first bytes. */
    private static void refuseOthers(Path file) throws NotOnnx, IOException {
        String head;
        try (InputStream in = Files.newInputStream(file)) {
            head = new String(in.readNBytes(HEAD), StandardCharsets.ISO_8859_1);
        }
        String what =
                head.isEmpty()
                        ? "is empty"
                        : head.startsWith("version https://git-lfs")
                                ? "is a pointer of Git LFS, not the model itself; run git lfs pull"
                                : head.startsWith("PK")
                                        ? "is a ZIP file, as PyTorch (.pt) and Keras (.keras) save;"
                                                + " export the model to ONNX"
                                        : head.startsWith("\u0089HDF")
                                                ? "is an HDF5 file, as Keras saves (.h5); export"
                                                        + " the model to ONNX"
                                                : head.startsWith("TFL3", 4)
                                                        ? "is a TensorFlow Lite model; convert it"
                                                                + " with tf2onnx --tflite"
                                                        : "";
        if (!what.isEmpty()) {
            throw new NotOnnx(file + " " + what);
        }
    }

    private void model(CodedInputStream in) throws IOException {
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            switch (WireFormat.getTagFieldNumber(tag)) {
                case ModelProto.PRODUCER_NAME_FIELD_NUMBER -> producer = in.readString();
                case ModelProto.PRODUCER_VERSION_FIELD_NUMBER -> version = in.readString();
                case ModelProto.OPSET_IMPORT_FIELD_NUMBER ->
                        opset(OperatorSetIdProto.parseFrom(in.readByteArray()));
                case ModelProto.METADATA_PROPS_FIELD_NUMBER -> {
                    var entry = StringStringEntryProto.parseFrom(in.readByteArray());
                    metadata.put(entry.getKey(), entry.getValue());
                }
                case ModelProto.GRAPH_FIELD_NUMBER -> {
                    int limit = in.pushLimit(in.readRawVarint32());
                    fields.read(in);
                    in.popLimit(limit);
                    hasGraph = true;
                }
                default -> skip(in, tag);
            }
        }
    }

    private void opset(OperatorSetIdProto used) {
        if (used.getDomain().isEmpty() || used.getDomain().equals("ai.onnx")) {
            opset = used.getVersion();
        }
    }

    /** As the library does, which says of the tag that ends a group only by its answer. */
    static void skip(CodedInputStream in, int tag) throws IOException {
        if (!in.skipField(tag)) {
            throw new InvalidProtocolBufferException("a group ends that did not begin");
        }
    }
}
