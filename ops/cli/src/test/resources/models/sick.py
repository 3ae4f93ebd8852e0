"""Makes two classifiers that fail while they run: sick.py <folder>

always-fails: on every input, the warm-up included.
fails-on-photos: on every input whose mean is not that of noise, so that the warm-up passes.
"""
import pathlib
import sys

from onnx import TensorProto, checker, helper, save


def model(nodes):
    graph = helper.make_graph(
        [
            helper.make_node("Cast", ["image"], ["pixels"], to=TensorProto.FLOAT),
            helper.make_node("ReduceMean", ["pixels"], ["mean"], axes=[1, 2, 3], keepdims=0),
            *nodes,
            helper.make_node("Gather", ["table", "row"], ["probabilities"], axis=0),
        ],
        "sick",
        [helper.make_tensor_value_info("image", TensorProto.UINT8, ["N", 8, 8, 3])],
        [helper.make_tensor_value_info("probabilities", TensorProto.FLOAT, ["N", 2])],
        [
            helper.make_tensor("table", TensorProto.FLOAT, [1, 2], [0.5, 0.5]),
            helper.make_tensor("noise", TensorProto.FLOAT, [], [127.5]),
            helper.make_tensor("tolerance", TensorProto.FLOAT, [], [30.0]),
            helper.make_tensor("good", TensorProto.INT64, [], [0]),
            helper.make_tensor("bad", TensorProto.INT64, [], [99]),
        ],
    )
    made = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=7)
    checker.check_model(made)
    return made


folder = pathlib.Path(sys.argv[1])
far = [
    helper.make_node("Sub", ["mean", "noise"], ["difference"]),
    helper.make_node("Abs", ["difference"], ["distance"]),
]
photos = [helper.make_node("Less", ["distance", "tolerance"], ["fine"])]
always = [helper.make_node("Less", ["distance", "distance"], ["fine"])]
choice = [helper.make_node("Where", ["fine", "good", "bad"], ["row"])]
for name, nodes in {"fails-on-photos": photos, "always-fails": always}.items():
    (folder / name).mkdir(parents=True, exist_ok=True)
    save(model(far + nodes + choice), folder / name / "model.onnx")
    (folder / name / "labels.txt").write_text("first\nsecond\n")
