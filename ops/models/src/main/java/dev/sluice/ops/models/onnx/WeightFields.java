package dev.sluice.ops.models.onnx;

import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/**
 * One weight: its name, where it lies, and its numbers if they are few, such as a mean for each
 * channel.
 */
final class WeightFields {
    private static final int FEW = 64;
    private static final int FEW_BYTES = FEW * Double.BYTES;

    private final TensorProto.Builder tensor = TensorProto.newBuilder();
    private @Nullable String file;
    private boolean many;

    private WeightFields() {}

    static WeightFields read(CodedInputStream in) throws IOException {
        WeightFields read = new WeightFields();
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            read.field(in, tag);
        }
        return read;
    }

    private void field(CodedInputStream in, int tag) throws IOException {
        boolean packed = WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_LENGTH_DELIMITED;
        switch (WireFormat.getTagFieldNumber(tag)) {
            case TensorProto.NAME_FIELD_NUMBER -> tensor.setName(in.readString());
            case TensorProto.DATA_TYPE_FIELD_NUMBER -> tensor.setDataType(in.readInt32());
            case TensorProto.EXTERNAL_DATA_FIELD_NUMBER -> {
                var entry = StringStringEntryProto.parseFrom(in.readByteArray());
                file = entry.getKey().equals("location") ? entry.getValue() : file;
            }
            case TensorProto.RAW_DATA_FIELD_NUMBER -> {
                int size = in.readRawVarint32();
                many |= size > FEW_BYTES;
                if (many) {
                    in.skipRawBytes(size);
                } else {
                    tensor.setRawData(ByteString.copyFrom(in.readRawBytes(size)));
                }
            }
            case TensorProto.FLOAT_DATA_FIELD_NUMBER,
                    TensorProto.INT32_DATA_FIELD_NUMBER,
                    TensorProto.INT64_DATA_FIELD_NUMBER,
                    TensorProto.DOUBLE_DATA_FIELD_NUMBER -> {
                if (packed) {
                    numbers(in, WireFormat.getTagFieldNumber(tag));
                } else {
                    many = true; // written by nobody: one number a field
                    OnnxFile.skip(in, tag);
                }
            }
            default -> OnnxFile.skip(in, tag);
        }
    }

    private void numbers(CodedInputStream in, int field) throws IOException {
        int size = in.readRawVarint32();
        if (many || size > FEW_BYTES) {
            many = true;
            in.skipRawBytes(size);
            return;
        }
        int limit = in.pushLimit(size);
        while (in.getBytesUntilLimit() > 0) {
            switch (field) {
                case TensorProto.FLOAT_DATA_FIELD_NUMBER -> tensor.addFloatData(in.readFloat());
                case TensorProto.INT32_DATA_FIELD_NUMBER -> tensor.addInt32Data(in.readInt32());
                case TensorProto.INT64_DATA_FIELD_NUMBER -> tensor.addInt64Data(in.readInt64());
                default -> tensor.addDoubleData(in.readDouble());
            }
        }
        in.popLimit(limit);
    }

    String name() {
        return tensor.getName();
    }

    /** The file that holds it, relative to the model's, if it is another one. */
    Optional<String> file() {
        return Optional.ofNullable(file);
    }

    /** Its numbers, if they are few, here, and of a type that pictures are scaled with. */
    Optional<float[]> numbers() {
        if (many || file != null) {
            return Optional.empty();
        }
        TensorProto.DataType type = TensorProto.DataType.forNumber(tensor.getDataType());
        ByteBuffer raw = tensor.getRawData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
        boolean isRaw = raw.hasRemaining();
        float[] numbers =
                switch (type) {
                    case FLOAT ->
                            isRaw
                                    ? read(raw.remaining() / 4, i -> raw.getFloat(i * 4))
                                    : read(tensor.getFloatDataCount(), tensor::getFloatData);
                    case DOUBLE ->
                            isRaw
                                    ? read(raw.remaining() / 8, i -> raw.getDouble(i * 8))
                                    : read(tensor.getDoubleDataCount(), tensor::getDoubleData);
                    case INT64 ->
                            isRaw
                                    ? read(raw.remaining() / 8, i -> raw.getLong(i * 8))
                                    : read(tensor.getInt64DataCount(), tensor::getInt64Data);
                    case INT32 ->
                            isRaw
                                    ? read(raw.remaining() / 4, i -> raw.getInt(i * 4))
                                    : read(tensor.getInt32DataCount(), tensor::getInt32Data);
                    case FLOAT16 ->
                            isRaw
                                    ? read(
                                            raw.remaining() / 2,
                                            i -> Float.float16ToFloat(raw.getShort(i * 2)))
                                    : read(
                                            tensor.getInt32DataCount(),
                                            i ->
                                                    Float.float16ToFloat(
                                                            (short) tensor.getInt32Data(i)));
                    case null, default -> new float[0];
                };
        return numbers.length == 0 ? Optional.empty() : Optional.of(numbers);
    }

    private interface At {
        double number(int i);
    }

    private static float[] read(int count, At at) {
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = (float) at.number(i);
        }
        return numbers;
    }
}
