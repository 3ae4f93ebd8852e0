#!/usr/bin/env python3
"""Writes model.onnx from gmm.json: the Mahalanobis distances of 2DMatGMM as a graph.

    ./export.py [gmm.json [model.onnx]]

Needs numpy and onnx (Debian: python3-onnx; made with 1.12.0). The output is the same, byte for
byte, on every run.

For a pixel I, a background bg and a class with mean mu and covariance LL', the distance is
    d = |L^-1 (I / bg - 1 - mu)| = |(L^-1 / bg) I - L^-1 (1 + mu)|
so that the contrast I / bg - 1 never exists as a picture: per item of the batch six coefficients
and three offsets a class are prepared, and the pixels see multiplications and additions of whole
planes only. Row r of L^-1 has r + 1 coefficients, for it is lower triangular.
"""

import json
import pathlib
import sys

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

HERE = pathlib.Path(__file__).resolve().parent
THRESHOLD = 5.0  # a pixel farther than this from every class is background
NEVER = 1e6  # offset of the classes that a material does not have: a distance nobody reaches
CHANNELS = [0, 0, 1, 0, 1, 2]  # the channel of each coefficient of a lower triangular 3 x 3


def tables(materials):
    """Coefficients [materials, classes * 6] and offsets [materials, classes * 3]."""
    classes = max(len(layers) for layers in materials.values())
    coefficients = np.zeros((len(materials), classes, 6))
    offsets = np.full((len(materials), classes, 3), NEVER)
    for m, layers in enumerate(materials.values()):
        for k, layer in enumerate(layers.values()):
            inverse = np.linalg.inv(np.linalg.cholesky(np.array(layer["cov"])))
            coefficients[m, k] = inverse[np.tril_indices(3)]
            offsets[m, k] = inverse @ (1 + np.array(layer["mean"]))
    rows = len(materials)
    return (
        classes,
        coefficients.reshape(rows, -1).astype(np.float32),
        offsets.reshape(rows, -1).astype(np.float32),
    )


class Graph:
    """Collects nodes and constants; every call returns the names of its outputs."""

    def __init__(self):
        self.nodes = []
        self.constants = []

    def scalar(self, name, value):
        """One number as [1, 1, 1, 1]: of another rank ONNX Runtime broadcasts pixel by pixel."""
        return self.constant(name, np.reshape(value, (1, 1, 1, 1)))

    def constant(self, name, value):
        self.constants.append(numpy_helper.from_array(np.asarray(value), name))
        return name

    def op(self, kind, *inputs, outputs, **attributes):
        names = [outputs] if isinstance(outputs, str) else outputs
        self.nodes.append(helper.make_node(kind, inputs, names, name=names[0], **attributes))
        return outputs


def build(materials):
    classes, coefficients, offsets = tables(materials)
    g = Graph()
    # Everything up to the planes works on a few numbers an item.
    per_item = g.constant("per_item", np.array([0, -1, 1, 1], np.int64))
    g.constant("inverse_cholesky", coefficients)
    g.constant("inverse_cholesky_of_mean", offsets)
    g.constant("channels", np.array(CHANNELS * classes, np.int64))
    g.op("Gather", "inverse_cholesky", "material", axis=0, outputs="rows")
    g.op("Gather", "background", "channels", axis=1, outputs="backgrounds")
    g.op("Div", "rows", "backgrounds", outputs="folded")
    g.op("Reshape", "folded", per_item, outputs="folded_items")
    a = [f"a{i}" for i in range(6 * classes)]
    g.op("Split", "folded_items", axis=1, outputs=a)
    g.op("Gather", "inverse_cholesky_of_mean", "material", axis=0, outputs="offsets")
    g.op("Reshape", "offsets", per_item, outputs="offset_items")
    b = [f"b{i}" for i in range(3 * classes)]
    g.op("Split", "offset_items", axis=1, outputs=b)

    g.op("Cast", "picture", to=TensorProto.FLOAT, outputs="pixels")
    planes = g.op("Split", "pixels", axis=3, outputs=["blue", "green", "red"])

    def squared_distance(k):
        total = None
        for row in range(3):
            first = 6 * k + row * (row + 1) // 2
            t = None
            for column in range(row + 1):
                at = f"k{k}r{row}c{column}"
                term = g.op("Mul", planes[column], a[first + column], outputs=at + "_product")
                t = term if t is None else g.op("Add", t, term, outputs=at + "_sum")
            t = g.op("Sub", t, b[3 * k + row], outputs=f"k{k}r{row}")
            square = g.op("Mul", t, t, outputs=f"k{k}r{row}_square")
            total = (
                square
                if total is None
                else g.op("Add", total, square, outputs=f"k{k}r{row}_total")
            )
        return total

    # The first class wins a tie, as argmin would have it.
    least = squared_distance(0)
    g.scalar("class1", np.uint8(1))
    winner = "class1"
    for k in range(1, classes):
        candidate = squared_distance(k)
        closer = g.op("Less", candidate, least, outputs=f"k{k}_closer")
        number = g.scalar(f"class{k + 1}", np.uint8(k + 1))
        winner = g.op("Where", closer, number, winner, outputs=f"k{k}_winner")
        least = g.op("Min", candidate, least, outputs=f"k{k}_least")
    g.scalar("threshold", np.float32(THRESHOLD**2))
    g.scalar("nothing", np.uint8(0))
    g.constant("last_axis", np.array([3], np.int64))
    g.op("Less", least, "threshold", outputs="near")
    g.op("Where", "near", winner, "nothing", outputs="class_plane")
    g.op("Cast", "class_plane", to=TensorProto.INT8, outputs="class_int8")
    g.op("Squeeze", "class_int8", "last_axis", outputs="class")
    g.op("Sqrt", least, outputs="distance_plane")
    g.op("Squeeze", "distance_plane", "last_axis", outputs="distance")

    pixels = ["N", "H", "W"]
    graph = helper.make_graph(
        g.nodes,
        "flakes",
        [
            helper.make_tensor_value_info("picture", TensorProto.UINT8, pixels + [3]),
            helper.make_tensor_value_info("background", TensorProto.FLOAT, ["N", 3]),
            helper.make_tensor_value_info("material", TensorProto.INT64, ["N"]),
        ],
        [
            helper.make_tensor_value_info("class", TensorProto.INT8, pixels),
            helper.make_tensor_value_info("distance", TensorProto.FLOAT, pixels),
        ],
        g.constants,
    )
    model = helper.make_model(
        graph,
        producer_name="sluice",
        ir_version=8,
        opset_imports=[helper.make_opsetid("", 13)],
        doc_string="2DMatGMM: nearest flake class by Mahalanobis distance of the optical contrast",
    )
    helper.set_model_props(model, {"materials": ",".join(materials)})
    onnx.checker.check_model(model, full_check=True)
    return model


def main():
    source = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else HERE / "gmm.json"
    target = pathlib.Path(sys.argv[2]) if len(sys.argv) > 2 else HERE / "model.onnx"
    materials = json.loads(source.read_text())["materials"]
    target.write_bytes(build(materials).SerializeToString(deterministic=True))
    print(f"{target.name}: {target.stat().st_size} bytes, {', '.join(materials)}")


if __name__ == "__main__":
    main()
