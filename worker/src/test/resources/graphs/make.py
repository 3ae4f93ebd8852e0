"""Writes the graphs of this folder, each with one habit of an exporter (onnx 1.23.2)."""

import pathlib

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

FLOAT, INT64 = TensorProto.FLOAT, TensorProto.INT64


def value(name, element, shape):
    return helper.make_tensor_value_info(name, element, shape)


def maps(name):
    pair = helper.make_map_type_proto(INT64, helper.make_tensor_type_proto(FLOAT, []))
    return helper.make_value_info(name, helper.make_sequence_type_proto(pair))


def save(name, nodes, inputs, outputs, weights=(), **options):
    graph = helper.make_graph(nodes, name, inputs, outputs, list(weights))
    opsets = [helper.make_opsetid("", 17), helper.make_opsetid("ai.onnx.ml", 3)]
    pathlib.Path(name + ".onnx.data").unlink(missing_ok=True)
    model = helper.make_model(graph, opset_imports=opsets, ir_version=8)
    onnx.save(model, name + ".onnx", **options)


# The mean of each channel, one picture at a time, as torch.onnx.export does unless told otherwise; [1, 3, 1, 1].
mean = helper.make_node("GlobalAveragePool", ["x"], ["means"])
save("one-at-a-time", [mean], [value("x", FLOAT, [1, 3, 4, 4])], [value("means", FLOAT, [1, 3, 1, 1])])

# The same for exactly four pictures.
save("four-at-a-time", [mean], [value("x", FLOAT, [4, 3, 4, 4])], [value("means", FLOAT, [4, 3, 1, 1])])

# One again, and a Squeeze that takes the batch's dimension, too.
squeeze = helper.make_node("Squeeze", ["means"], ["scores"])
save("no-batch", [mean, squeeze], [value("x", FLOAT, [1, 3, 4, 4])], [value("scores", FLOAT, [3])])

# The means times weights that lie in a file beside the graph.
weights = numpy_helper.from_array(np.array([0.5, 0.25, 1], np.float32).reshape(1, 3, 1, 1), "weights")
save(
    "weights-beside",
    [mean, helper.make_node("Mul", ["means", "weights"], ["scores"])],
    [value("x", FLOAT, ["N", 3, 4, 4])],
    [value("scores", FLOAT, ["N", 3, 1, 1])],
    [weights],
    save_as_external_data=True,
    location="weights-beside.onnx.data",
    size_threshold=0,
)

# A label and a map from labels to probabilities, as skl2onnx ends a classifier; here of pictures …
flat = helper.make_node("Flatten", ["means"], ["flat"])
label = helper.make_node("ArgMax", ["flat"], ["output_label"], axis=1, keepdims=0)
softmax = helper.make_node("Softmax", ["flat"], ["probabilities"])
zipmap = helper.make_node(
    "ZipMap", ["probabilities"], ["output_probability"], domain="ai.onnx.ml", classlabels_int64s=[0, 1, 2]
)
outputs = [value("output_label", INT64, ["N"]), maps("output_probability")]
save("maps", [mean, flat, label, softmax, zipmap], [value("x", FLOAT, ["N", 3, 4, 4])], outputs)

# … and of rows of numbers, as it really is.
save(
    "rows",
    [helper.make_node("Identity", ["X"], ["flat"]), label, softmax, zipmap],
    [value("X", FLOAT, ["N", 3])],
    outputs,
)

# How red a picture is stands for how sure a gate is of it.
red = numpy_helper.from_array(np.array([0], np.int64), "first")
save(
    "gate",
    [mean, flat, helper.make_node("Gather", ["flat", "first"], ["red"], axis=1)],
    [value("x", FLOAT, ["N", 3, 4, 4])],
    [value("flat", FLOAT, ["N", 3]), value("red", FLOAT, ["N", 1])],
    [red],
)
