"""Build model.onnx from the package fetched by fetch.sh.

    python3 build.py <fetched packages> <file to write>
"""
import pathlib
import sys

import onnx
from onnx import TensorProto

from tfjs2onnx import Converter

def u8_image(c, height, width):
    """Input `image`: uint8 [N,H,W,3], RGB; returns it as float32, values 0..255."""
    image = c.input("image", TensorProto.UINT8, ["N", height, width, 3])
    return c.emit("Cast", [image], image.perm, to=TensorProto.FLOAT)


def nsfw(source):
    """224x224 RGB -> probabilities of 5 classes, and the 1792 features below the last layer."""
    c = Converter(source / "nsfwjs/mobilenet_v2_mid/model.json")
    rgb = u8_image(c, 224, 224)
    feed = c.emit("Div", [rgb, c.f32(255)], rgb.perm)
    c.run(feed)
    c.output(c.tf["Identity"], "probabilities")
    features = next(name for name in c.tf if name.endswith("feature_vector/SpatialSqueeze"))
    c.output(c.tf[features], "features")
    return c.model("nsfwjs 4.4.0, mobilenet_v2_mid (MIT)")


def main():
    source, target = map(pathlib.Path, sys.argv[1:])
    onnx.save(nsfw(source), target)


if __name__ == "__main__":
    main()
