"""Makes a classifier that forgets a class for some pictures: count-varies.py <file>

Needs onnx. Pictures whose mean is near a quarter get 4 values, all others 5.
"""
import sys

from onnx import TensorProto, checker, helper, save

graph = helper.make_graph(
    [
        helper.make_node("ReduceMean", ["image"], ["colors"], axes=[2, 3], keepdims=0),
        helper.make_node("MatMul", ["colors", "weights"], ["logits"]),
        helper.make_node("ReduceMean", ["image"], ["mean"], keepdims=0),
        helper.make_node("Sub", ["mean", "quarter"], ["difference"]),
        helper.make_node("Abs", ["difference"], ["distance"]),
        helper.make_node("Less", ["distance", "tolerance"], ["near"]),
        helper.make_node("Where", ["near", "four", "five"], ["count"]),
        helper.make_node("Slice", ["logits", "zero", "count", "one"], ["kept"]),
        helper.make_node("Softmax", ["kept"], ["probabilities"], axis=1),
    ],
    "count-varies",
    [helper.make_tensor_value_info("image", TensorProto.FLOAT, ["N", 3, 8, 8])],
    [helper.make_tensor_value_info("probabilities", TensorProto.FLOAT, ["N", "classes"])],
    [
        helper.make_tensor("weights", TensorProto.FLOAT, [3, 5], [i / 10 for i in range(15)]),
        helper.make_tensor("quarter", TensorProto.FLOAT, [], [0.25]),
        helper.make_tensor("tolerance", TensorProto.FLOAT, [], [0.1]),
        helper.make_tensor("zero", TensorProto.INT64, [1], [0]),
        helper.make_tensor("one", TensorProto.INT64, [1], [1]),
        helper.make_tensor("four", TensorProto.INT64, [1], [4]),
        helper.make_tensor("five", TensorProto.INT64, [1], [5]),
    ],
)
made = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=7)
checker.check_model(made)
save(made, sys.argv[1])
