"""Writes expected.json: small pictures as the named libraries resize them.

python3 -m venv venv
venv/bin/pip install numpy==2.4.6 pillow==12.0.0 opencv-python-headless==5.0.0.93 \
    torch==2.15.0 torchvision==0.29.2 timm==1.0.31 ultralytics==8.4.190
venv/bin/python references.py ../../../../../ops/local/src/main/resources/samples/photos/chelsea.png

Pillow 12 scales along rows first; 13 along columns first where that is less work, and then differs by
one level of 255 here and there.
"""

import base64
import json
import sys

import cv2
import numpy as np
import torch
from PIL import Image
from timm.data import create_transform
from torchvision.transforms import CenterCrop, Compose, InterpolationMode, Resize
from ultralytics.data.augment import LetterBox, classify_transforms

WIDTH, HEIGHT = 16, 12
PILLOW = {"bilinear": Image.Resampling.BILINEAR, "bicubic": Image.Resampling.BICUBIC}
TORCHVISION = {"bilinear": InterpolationMode.BILINEAR, "bicubic": InterpolationMode.BICUBIC}
OPENCV = {"bilinear": cv2.INTER_LINEAR, "bicubic": cv2.INTER_CUBIC}


def middle(picture):
    """The largest part of the aspect ratio, as Keras' smart_resize computes it."""
    height, width = picture.shape[:2]
    high = min(height, int(float(width * HEIGHT) / WIDTH))
    wide = min(width, int(float(height * WIDTH) / HEIGHT))
    top, left = int(float(height - high) / 2), int(float(width - wide) / 2)
    return picture[top : top + high, left : left + wide]


def margins(picture, resized, fill):
    """What LetterBox does, around a resize of another library."""
    height, width = picture.shape[:2]
    scale = min(HEIGHT / height, WIDTH / width)
    wide, high = round(width * scale), round(height * scale)
    left, top = round((WIDTH - wide) / 2 - 0.1), round((HEIGHT - high) / 2 - 0.1)
    whole = np.full((HEIGHT, WIDTH, 3), fill, np.uint8)
    whole[top : top + high, left : left + wide] = resized(picture, (wide, high))
    return whole


def cases(picture):
    image = Image.fromarray(picture)
    bgr = picture[..., ::-1].copy()
    for name in ("bilinear", "bicubic"):
        with_pillow = lambda p, size: np.asarray(Image.fromarray(p).resize(size, PILLOW[name]))
        with_opencv = lambda p, size: cv2.resize(p, size, interpolation=OPENCV[name])
        smooth = {"interpolation": name, "antialias": True}
        plain = {"interpolation": name}
        yield "torchvision", {"resize": "squash", **smooth}, Resize((HEIGHT, WIDTH), TORCHVISION[name])(image)
        yield "torchvision", {"resize": "shortest", "resizeTo": 20, **smooth}, Compose(
            [Resize(20, TORCHVISION[name]), CenterCrop((HEIGHT, WIDTH))]
        )(image)
        yield "pillow", {"resize": "crop", **smooth}, with_pillow(middle(picture), (WIDTH, HEIGHT))
        yield "pillow", {"resize": "letterbox", "fill": 7, **smooth}, margins(picture, with_pillow, 7)
        yield "opencv", {"resize": "squash", **plain}, with_opencv(picture, (WIDTH, HEIGHT))
        yield "opencv", {"resize": "crop", **plain}, with_opencv(middle(picture), (WIDTH, HEIGHT))
        yield "ultralytics", {"resize": "letterbox", "fill": 114, **plain}, LetterBox(
            (HEIGHT, WIDTH), auto=False, interpolation=OPENCV[name]
        )(image=bgr)[..., ::-1]
        planes = torch.from_numpy(picture).permute(2, 0, 1)[None].float()
        floats = torch.nn.functional.interpolate(planes, (HEIGHT, WIDTH), mode=name, align_corners=False)
        yield "torch", {"resize": "squash", **plain}, floats[0].permute(1, 2, 0).round().clip(0, 255).byte()
    square = {"width": HEIGHT, "height": HEIGHT, "resize": "shortest"}
    yield "timm", {**square, "resizeTo": 15, "interpolation": "bicubic", "antialias": True}, bytes_of(
        create_transform((3, HEIGHT, HEIGHT), crop_pct=0.8, interpolation="bicubic", mean=(0, 0, 0), std=(1, 1, 1)),
        image,
    )
    yield "ultralytics", {**square, "antialias": True}, bytes_of(classify_transforms(HEIGHT), image)


def bytes_of(transform, image):
    return (transform(image) * 255).round().byte().permute(1, 2, 0)


def main():
    photo = np.asarray(Image.open(sys.argv[1]).convert("RGB"))
    expected = []
    # to be made smaller, to be made larger, and one of another shape
    for x, y, width, height in ((0, 0, 451, 300), (200, 100, 13, 9), (100, 50, 31, 200)):
        for library, options, seen in cases(photo[y : y + height, x : x + width].copy()):
            expected.append(
                {
                    "library": library,
                    "part": [x, y, width, height],
                    "input": {"width": WIDTH, "height": HEIGHT, **options},
                    "rgb": base64.b64encode(np.asarray(seen, np.uint8).tobytes()).decode(),
                }
            )
    with open("expected.json", "w", encoding="utf-8") as file:
        file.write('{"picture": "chelsea.png", "cases": [\n')
        file.write(",\n".join(json.dumps(each) for each in expected))
        file.write("\n]}\n")


main()
