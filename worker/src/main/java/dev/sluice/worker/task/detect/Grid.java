package dev.sluice.worker.task.detect;

import dev.sluice.worker.model.Tensor;

import java.util.List;
import java.util.Map;

/** An output as cells of so many values each. */
final class Grid {
    private final float[] values;
    private final int cells;
    private final int cellStep;
    private final int valueStep;

    private Grid(float[] values, int cells, int cellStep, int valueStep) {
        this.values = values;
        this.cells = cells;
        this.cellStep = cellStep;
        this.valueStep = valueStep;
    }

    /** A row a cell. */
    static Grid rows(Map<String, Tensor> outputs, String name, int size) {
        List<Long> shape = shape(outputs, name);
        if (shape.size() != 2 || shape.get(1) != size) {
            throw new Unsuitable(name, shape, "[boxes, %d]".formatted(size));
        }
        return rows(outputs, name, shape);
    }

    /** A column a cell, or else a row. */
    static Grid columns(Map<String, Tensor> outputs, String name, int size) {
        List<Long> shape = shape(outputs, name);
        if (shape.size() == 2 && shape.get(0) == size) {
            int cells = Math.toIntExact(shape.get(1));
            return new Grid(floats(outputs, name), cells, 1, cells);
        }
        if (shape.size() == 2 && shape.get(1) == size) {
            return rows(outputs, name, shape);
        }
        throw new Unsuitable(name, shape, "[%d, boxes]".formatted(size));
    }

    /** A number a cell. */
    static Grid numbers(Map<String, Tensor> outputs, String name) {
        float[] values = floats(outputs, name);
        return new Grid(values, values.length, 1, 1);
    }

    private static Grid rows(Map<String, Tensor> outputs, String name, List<Long> shape) {
        int size = Math.toIntExact(shape.get(1));
        return new Grid(floats(outputs, name), Math.toIntExact(shape.get(0)), size, 1);
    }

    private static List<Long> shape(Map<String, Tensor> outputs, String name) {
        return tensor(outputs, name).shape();
    }

    private static Tensor tensor(Map<String, Tensor> outputs, String name) {
        Tensor tensor = outputs.get(name);
        if (tensor == null) {
            throw new IllegalStateException("the model gave no output " + name);
        }
        return tensor;
    }

    /** Class numbers are often whole ones. */
    private static float[] floats(Map<String, Tensor> outputs, String name) {
        Tensor tensor = tensor(outputs, name);
        return switch (tensor.type()) {
            case FLOAT16, FLOAT32 -> tensor.toFloats();
            case INT64 -> {
                var longs = tensor.data().asLongBuffer();
                float[] values = new float[longs.remaining()];
                for (int i = 0; i < values.length; i++) {
                    values[i] = longs.get(i);
                }
                yield values;
            }
            case UINT8, INT8 -> throw new Unsuitable(name, tensor.shape(), "floats");
        };
    }

    int cells() {
        return cells;
    }

    float at(int cell, int value) {
        return values[cell * cellStep + value * valueStep];
    }

    /** An output that is not of the form that the options name. */
    static final class Unsuitable extends RuntimeException {
        private static final long serialVersionUID = 1;

        Unsuitable(String output, List<Long> shape, String needed) {
            super("\"%s\" is %s a picture; %s is needed".formatted(output, shape, needed));
        }
    }
}
