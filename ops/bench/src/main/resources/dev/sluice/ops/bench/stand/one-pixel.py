"""Makes a classifier with the ports of moderation that looks at one pixel: one-pixel.py <file>

Needs onnx. What a worker costs with it is everything but inference.
"""
import sys

from onnx import TensorProto, checker, helper, save

graph = helper.make_graph(
    [
        helper.make_node("Slice", ["image", "corner", "beyond", "axes"], ["pixel"]),
        helper.make_node("Cast", ["pixel"], ["color"], to=TensorProto.FLOAT),
        helper.make_node("ReduceMean", ["color"], ["mean"], axes=[1, 2], keepdims=0),
        helper.make_node("MatMul", ["mean", "weights"], ["logits"]),
        helper.make_node("Softmax", ["logits"], ["probabilities"], axis=1),
    ],
    "one-pixel",
    [helper.make_tensor_value_info("image", TensorProto.UINT8, ["N", 224, 224, 3])],
    [helper.make_tensor_value_info("probabilities", TensorProto.FLOAT, ["N", 5])],
    [
        helper.make_tensor("corner", TensorProto.INT64, [2], [0, 0]),
        helper.make_tensor("beyond", TensorProto.INT64, [2], [1, 1]),
        helper.make_tensor("axes", TensorProto.INT64, [2], [1, 2]),
        helper.make_tensor("weights", TensorProto.FLOAT, [3, 5], [i / 2550 for i in range(15)]),
    ],
)
made = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=7)
checker.check_model(made)
save(made, sys.argv[1])
