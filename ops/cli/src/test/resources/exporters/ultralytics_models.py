"""ultralytics' own training and exporter: a classifier and two object detectors, their boxes free or already suppressed."""
import contextlib
import io
import logging
import os
import pathlib
import shutil
import tempfile

work = pathlib.Path(tempfile.mkdtemp())
os.environ |= {"YOLO_CONFIG_DIR": str(work), "YOLO_OFFLINE": "true", "YOLO_AUTOINSTALL": "false", "YOLO_VERBOSE": "false", "OMP_NUM_THREADS": "1"}
import cv2
import numpy as np
import onnx
import torch
import ultralytics
import yaml
from PIL import Image, ImageDraw
from ultralytics import YOLO, settings
from ultralytics.data.augment import LetterBox, classify_transforms

import fixture
import pictures

torch.set_num_threads(1)
settings.update({"sync": False, "datasets_dir": str(work)})
VERSION = f"ultralytics {ultralytics.__version__}, torch {torch.__version__.split('+')[0]}"
SIZE = 64
# The modules of yolo11-cls.yaml and yolo11.yaml, a few channels wide and without the layers that cannot be that narrow.
CLASSIFY = """
nc: 4
scales: {n: [0.5, 0.25, 1024]}
backbone:
  - [-1, 1, Conv, [32, 3, 2]]
  - [-1, 1, Conv, [64, 3, 2]]
  - [-1, 2, C3k2, [96, False, 0.25]]
head:
  - [-1, 1, Classify, [nc]]
"""
DETECT = """
nc: 2
scales: {n: [0.5, 0.25, 1024]}
backbone:
  - [-1, 1, Conv, [32, 3, 2]]
  - [-1, 1, Conv, [64, 3, 2]]
  - [-1, 2, C3k2, [64, False, 0.25]]
  - [-1, 1, Conv, [96, 3, 2]]
  - [-1, 2, C3k2, [96, False, 0.25]]
  - [-1, 1, Conv, [96, 3, 2]]
  - [-1, 1, SPPF, [96, 5]]
head:
  - [-1, 1, nn.Upsample, [None, 2, "nearest"]]
  - [[-1, 4], 1, Concat, [1]]
  - [-1, 2, C3k2, [96, False]]
  - [[9, 6], 1, Detect, [nc]]
"""
THINGS = ["disc", "box"]
TRAIN = {"imgsz": SIZE, "batch": 32, "workers": 0, "device": "cpu", "amp": False, "plots": False, "val": False, "save": True, "seed": 10,
         "deterministic": True, "pretrained": False, "verbose": False, "project": str(work / "runs"), "exist_ok": True, "optimizer": "AdamW"}


def model(text, name):
    file = work / f"yolo11n-{name}.yaml"
    file.write_text(text)
    return YOLO(str(file), task="classify" if "Classify" in text else "detect")


def exported(net, made, **options):
    file = pathlib.Path(net.export(format="onnx", imgsz=SIZE, device="cpu", **options))
    graph = onnx.load(file)
    for node in graph.graph.node:
        del node.metadata_props[:]
    for entry in graph.metadata_props:
        if str(work) in entry.value:
            entry.value = entry.value.replace(str(work), "")
    onnx.save(graph, made / "model.onnx")
    print({p.key: p.value for p in graph.metadata_props})


def said(**more):
    return {"layout": "nchw", "color": "rgb", "width": SIZE, "height": SIZE, "scale": 1 / 255, "mean": [0.0] * 3, "std": [1.0] * 3} | more


def classifier():
    data = work / "patterns"
    for i, (picture, number) in enumerate(pictures.training(100, (64, 120))):
        folder = data / ("train" if i >= 40 else "val") / f"{number}-{pictures.PATTERNS[number]}"
        folder.mkdir(parents=True, exist_ok=True)
        picture.save(folder / f"{i}.png")
    net = model(CLASSIFY, "cls")
    net.train(data=str(data), epochs=16, lr0=0.005, **TRAIN)
    net = YOLO(str(work / "runs/train/weights/last.pt"))
    made = fixture.folder("ultralytics-classify")
    shown = fixture.samples(made)
    prepare = classify_transforms(SIZE)
    tensors = {name: prepare(picture)[None].numpy() for name, picture in shown.items()}
    ran = {name: net.predict(picture, imgsz=SIZE, device="cpu", verbose=False)[0].probs.data.numpy()[None] for name, picture in shown.items()}
    labels = [net.names[i] for i in range(4)]
    exported(net, made)
    fixture.write(made, f"{VERSION}, model.export(format=\"onnx\")", tensors, ran, labels=labels, file=False,
                  input=said(resize="crop", shortest=SIZE, interpolation="bilinear", antialias=True, library="torchvision on Pillow"),
                  output={"scores": "probabilities"}, probabilities={n: r.ravel() for n, r in ran.items()},
                  note="Names are in the model's metadata (names); softmax inside; batch fixed at 1.")


def things(seed, width, height):
    """A picture with discs and boxes, and where they are: [class, left, top, right, bottom]."""
    rng = np.random.default_rng([7, seed])
    ground = Image.fromarray((pictures.picture("stripes", 500 + seed, width, height) * 0.35 + 60).astype(np.uint8))
    pen, found = ImageDraw.Draw(ground), []
    for _ in range(30):
        if len(found) == 1 + seed % 3:
            break
        side = rng.uniform(0.22, 0.42) * min(width, height)
        w, h = side, side * rng.uniform(0.8, 1.25)
        left, top = rng.uniform(0, width - w), rng.uniform(0, height - h)
        box = [left, top, left + w, top + h]
        if any(min(box[2], o[3]) > max(box[0], o[1]) and min(box[3], o[4]) > max(box[1], o[2]) for o in found):
            continue
        kind = int(rng.integers(2))
        color = tuple(int(v) for v in (rng.integers(200, 256), rng.integers(150, 256), rng.integers(0, 90)))
        (pen.rectangle if kind else pen.ellipse)(box, fill=color)
        found.append([kind, *box])
    return ground, found


SHOWN = {"wide.png": (1002, 93, 62), "tall.png": (1001, 58, 81)}


def detectors():
    data = work / "things"
    rng = np.random.default_rng(3)
    for i in range(480):
        part = "train" if i >= 32 else "val"
        width, height = (int(v) for v in rng.integers(56, 112, 2))
        picture, found = things(i, width, height)
        for folder in ("images", "labels"):
            (data / folder / part).mkdir(parents=True, exist_ok=True)
        picture.save(data / "images" / part / f"{i}.png")
        (data / "labels" / part / f"{i}.txt").write_text("".join(
            f"{k} {(l + r) / 2 / width} {(t + b) / 2 / height} {(r - l) / width} {(b - t) / height}\n" for k, l, t, r, b in found))
    (data / "data.yaml").write_text(yaml.safe_dump({"path": str(data), "train": "images/train", "val": "images/val", "names": dict(enumerate(THINGS))}))
    net = model(DETECT, "detect")
    net.train(data=str(data / "data.yaml"), epochs=EPOCHS, lr0=0.005, mosaic=0.0, scale=0.2, hsv_h=0.0, **TRAIN)
    for name, suppressed in (("ultralytics-detect", False), ("ultralytics-detect-nms", True)):
        made = fixture.folder(name)
        shown = {}
        for file, what in SHOWN.items():
            things(*what)[0].save(made / file, optimize=True)
            shown[file] = Image.open(made / file).convert("RGB")
        net = YOLO(str(work / "runs/train/weights/last.pt"))
        tensors, ran, detections = {}, {}, {}
        for file, picture in shown.items():
            boxed = LetterBox((SIZE, SIZE), auto=False)(image=np.asarray(picture)[..., ::-1])
            tensors[file] = np.ascontiguousarray(boxed[..., ::-1].transpose(2, 0, 1)[None], np.float32) / np.float32(255)
            result = net.predict(picture, imgsz=SIZE, rect=False, conf=0.25, iou=0.7, device="cpu", verbose=False)[0]
            order = np.argsort(-result.boxes.conf.numpy(), kind="stable")
            detections[file] = [{"label": THINGS[int(result.boxes.cls[i])], "score": round(float(result.boxes.conf[i]), 6),
                                 "box": fixture.rounded(result.boxes.xyxy[i].numpy(), 3)} for i in order]
            with torch.no_grad():
                raw = net.model.float().eval()(torch.from_numpy(tensors[file]))
            ran[file] = (raw[0] if isinstance(raw, (tuple, list)) else raw).numpy()
        if suppressed:
            ran = {file: framed(detections[file], shown[file]) for file in shown}
        exported(net, made, **({"nms": True, "conf": 0.25, "iou": 0.7} if suppressed else {}))
        fixture.write(made, f"{VERSION}, model.export(format=\"onnx\"{', nms=True, conf=0.25, iou=0.7' if suppressed else ''})", tensors, ran,
                      labels=THINGS, file=False, detections=detections, within=1e-3,
                      input=said(resize="letterbox", interpolation="bilinear", antialias=False, pad=[114] * 3, place="middle", enlarge=True,
                                 library=f"ultralytics' LetterBox, that is OpenCV {cv2.__version__}, INTER_LINEAR"),
                      output={"boxes": "corners, score, class; pixels of the input; rows of zeros where there is none" if suppressed else
                              "middle, width, height in pixels of the input, then a score a class; a column a box",
                              "score_threshold": 0.25, "iou_threshold": 0.7},
                      note="detections: corners in pixels of the sample picture, best first, by ultralytics' own predict on torch with rect=False. "
                           "It maps boxes back by each axis' own factor: the inner picture's whole pixels by the sample's.")


def framed(found, picture):
    """The rows that a suppressed output holds for these detections."""
    part = min(SIZE / picture.width, SIZE / picture.height)
    inner = np.round(np.array([picture.width, picture.height]) * part)
    corner, part = np.round((SIZE - inner) / 2 - 0.1), inner / [picture.width, picture.height]
    rows = np.zeros((1, 300, 6))
    for i, one in enumerate(found):
        box = np.array(one["box"]) * np.tile(part, 2) + np.tile(corner, 2)
        rows[0, i] = [*box, one["score"], THINGS.index(one["label"])]
    return rows


EPOCHS = 30


def main():
    logging.getLogger("ultralytics").setLevel(logging.ERROR)
    try:
        classifier()
        detectors()
    finally:
        shutil.rmtree(work)


if __name__ == "__main__":
    main()
