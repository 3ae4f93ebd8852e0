#!/usr/bin/env python3
"""Makes model.onnx beside this file: a stand-in for an instance-segmentation model, of its form.

Needs onnx. It knows nothing of flakes: instance q is all that is as bright in green as band q says, its class is q, and its
score 0.9 if there is any. Masks are half as large as the picture.
"""

import pathlib

from onnx import TensorProto, checker, helper, save

SIDE = 256
BANDS = [(70.0, 90.0), (50.0, 70.0)]  # above, below


def constant(name, kind, shape, values):
    return helper.make_tensor(name, kind, shape, values)


nodes = [
    helper.make_node("Gather", ["picture", "green"], ["plane"], axis=3),
    helper.make_node("Cast", ["plane"], ["values"], to=TensorProto.FLOAT),
    helper.make_node("Transpose", ["values"], ["level"], perm=[0, 3, 1, 2]),
    helper.make_node("Greater", ["level", "above"], ["over"]),
    helper.make_node("Less", ["level", "below"], ["under"]),
    helper.make_node("And", ["over", "under"], ["inside"]),
    helper.make_node("Cast", ["inside"], ["full"], to=TensorProto.FLOAT),
    helper.make_node("AveragePool", ["full"], ["masks"], kernel_shape=[2, 2], strides=[2, 2]),
    helper.make_node("ReduceMax", ["masks"], ["most"], axes=[2, 3], keepdims=0),
    helper.make_node("Mul", ["most", "sure"], ["scores"]),
    helper.make_node("Mul", ["most", "zero"], ["none"]),
    helper.make_node("Add", ["none", "numbers"], ["classed"]),
    helper.make_node("Cast", ["classed"], ["classes"], to=TensorProto.INT64),
]
count = len(BANDS)
graph = helper.make_graph(
    nodes,
    "instances-stand-in",
    [helper.make_tensor_value_info("picture", TensorProto.UINT8, ["N", SIDE, SIDE, 3])],
    [
        helper.make_tensor_value_info("scores", TensorProto.FLOAT, ["N", count]),
        helper.make_tensor_value_info("classes", TensorProto.INT64, ["N", count]),
        helper.make_tensor_value_info("masks", TensorProto.FLOAT, ["N", count, SIDE // 2, SIDE // 2]),
    ],
    [
        constant("green", TensorProto.INT64, [1], [1]),
        constant("above", TensorProto.FLOAT, [1, count, 1, 1], [low for low, _ in BANDS]),
        constant("below", TensorProto.FLOAT, [1, count, 1, 1], [high for _, high in BANDS]),
        constant("sure", TensorProto.FLOAT, [], [0.9]),
        constant("zero", TensorProto.FLOAT, [], [0.0]),
        constant("numbers", TensorProto.FLOAT, [1, count], [float(i) for i in range(count)]),
    ],
)
made = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=7)
checker.check_model(made)
save(made, pathlib.Path(__file__).resolve().parent / "model.onnx")
