"""The leaf gate: a second output `leaf` on the potato leaf classifier, for "is this a single leaf at all".

    python3 gate.py <model.onnx> <PlantVillage> <ImageNet samples> <other pictures> <out.onnx>

The classifier answers for anything, a cat too. Its backbone is EfficientNet-Lite0 with ImageNet's weights, unchanged,
so the numbers it has computed anyway also tell a leaf from other things: one more linear layer of them, trained here,
costs no second run. The answer `probabilities` does not change by a bit. An older gate in <model.onnx> is replaced.

Pictures (none of them is in this repository or in the model):
- <PlantVillage>: Potato_Disease_Classification/PlantVillage of github.com/AshutoshBhate/ML_Projects at
  2ea6912dcc2c98a9dfebacdb304be3f03e24c5e5, 2152 leaves (CC BY-SA 3.0, Hughes and Salathe 2015).
- <ImageNet samples>: github.com/EliSchwartz/imagenet-sample-images at bc69043e2862758a1906c6a24a792bb28c6bb2ff,
  one picture of each of 1000 classes.
- <other pictures>: any folder; measured only. README.md's numbers: the sample pictures of the packages
  scikit-image 0.26.0 (skimage/data) and scikit-learn 1.9.1 (sklearn/datasets/images), copied into one.

    pip install numpy==2.4.6 onnx==1.23.2 onnxruntime==1.28.0 pillow==13.0.0 scikit-learn==1.9.1 scipy==1.17.1

Runs for about fifteen minutes on two cores. The last digits depend on the machine's arithmetic.
"""
import io
import pathlib
import re
import sys

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper
from PIL import Image, ImageDraw, ImageFilter
from scipy import ndimage
from sklearn.linear_model import LogisticRegression

SIZE = 224
TRAIN, TUNE, TEST = range(3)
PARTS = ["train", "tune", "test"]
CLASSES = ["Potato___Early_blight", "Potato___Late_blight", "Potato___healthy"]
GATE = "leaf"
SAYS = "; output leaf: a gate on the same features, trained on PlantVillage (CC BY-SA 3.0) and ImageNet sample pictures"


# --- pictures -----------------------------------------------------------------------------------------------------

def read(path):
    return np.asarray(Image.open(path).convert("RGB"))


def scale(picture, size=SIZE):
    """Squashed, bilinear at half-pixel centres without antialiasing: what the classifier was trained with."""
    def axis(length):
        at = np.clip((np.arange(size) + 0.5) * length / size - 0.5, 0, length - 1)
        low = np.floor(at).astype(int)
        return low, np.minimum(low + 1, length - 1), at - low

    y0, y1, fy = axis(picture.shape[0])
    x0, x1, fx = axis(picture.shape[1])
    fx, fy = fx[None, :, None], fy[:, None, None]
    top = picture[y0][:, x0] * (1 - fx) + picture[y0][:, x1] * fx
    bottom = picture[y1][:, x0] * (1 - fx) + picture[y1][:, x1] * fx
    return np.floor(top * (1 - fy) + bottom * fy + 0.5).astype(np.uint8)


def as_plantvillage(picture, rng):
    """256x256 and JPEG, as every leaf is: sharpness and compression must tell nothing."""
    small = Image.fromarray(picture).resize((256, 256), Image.Resampling.BILINEAR)
    file = io.BytesIO()
    small.save(file, "JPEG", quality=int(rng.integers(75, 96)))
    return read(file)


def crop(picture, rng, least, most):
    part = rng.uniform(least, most)
    height, width = (max(16, int(side * part)) for side in picture.shape[:2])
    top, left = (int(rng.integers(0, side - own + 1)) for side, own in zip(picture.shape[:2], (height, width)))
    return picture[top:top + height, left:left + width]


def other_light(picture, rng):
    """Brightness, contrast and colour of another camera, turned or mirrored, sometimes soft."""
    image = np.rot90(picture, int(rng.integers(4)))
    image = image[:, ::-1] if rng.random() < 0.5 else image
    values = image.astype(np.float32)
    values = (values - 128) * rng.uniform(0.7, 1.3) + 128 + rng.uniform(-30, 30)
    values = np.clip(values * rng.uniform(0.85, 1.15, 3), 0, 255).astype(np.uint8)
    if rng.random() < 0.3:
        return np.asarray(Image.fromarray(values).filter(ImageFilter.GaussianBlur(rng.uniform(0.5, 1.5))))
    return values


def mask(leaf):
    """Where the leaf is on PlantVillage's grey ground, or None where that is not clear."""
    values = leaf.astype(np.float32)
    away = np.abs(values - values.mean(2, keepdims=True)).max(2)
    away = ndimage.gaussian_filter(away, 1.5)
    edge = np.median(np.concatenate([away[:6].ravel(), away[-6:].ravel(), away[:, :6].ravel(), away[:, -6:].ravel()]))
    inside = ndimage.binary_fill_holes(ndimage.binary_opening(away > edge + 10, iterations=2))
    label, count = ndimage.label(inside)
    if count == 0:
        return None
    sizes = ndimage.sum_labels(inside, label, range(1, count + 1))
    inside = label == 1 + int(np.argmax(sizes))
    return inside if 0.2 < inside.mean() < 0.8 else None


def blend(front, ground, where):
    soft = ndimage.gaussian_filter(where.astype(np.float32), 1)[..., None]
    return (front * soft + ground * (1 - soft) + 0.5).astype(np.uint8)


def plain(rng, height=256, width=256):
    """Paper, cloth, a table: one colour, slightly uneven."""
    color = rng.uniform(0, 255, 3) if rng.random() < 0.3 else np.clip(rng.uniform(0, 255) + rng.uniform(-25, 25, 3), 0, 255)
    y, x = np.mgrid[0:1:height * 1j, 0:1:width * 1j]
    slope = (x * rng.uniform(-40, 40) + y * rng.uniform(-40, 40))[..., None]
    grain = ndimage.gaussian_filter(rng.normal(0, 1, (height, width)), rng.uniform(0.5, 3))[..., None]
    return np.clip(color + slope + grain / max(1e-6, grain.std()) * rng.uniform(0, 12), 0, 255).astype(np.uint8)


def drawn(rng):
    """What is not a photograph: noise, stripes, plots, text, blots of green."""
    kind = int(rng.integers(6))
    if kind == 0:
        return plain(rng)
    if kind == 1:
        soft = rng.uniform(0, 6)
        noise = np.stack([ndimage.gaussian_filter(rng.normal(0, 1, (256, 256)), soft) for _ in range(3)], 2)
        return np.clip(noise / noise.std() * rng.uniform(20, 70) + rng.uniform(60, 190, 3), 0, 255).astype(np.uint8)
    image = Image.fromarray(plain(rng) if kind != 3 else np.full((256, 256, 3), 255, np.uint8))
    pen = ImageDraw.Draw(image)
    color = lambda: tuple(int(v) for v in rng.integers(0, 256, 3))
    if kind == 2:
        step, paint = int(rng.integers(4, 40)), color()
        for x in range(-256, 512, 2 * step):
            pen.polygon([(x, 0), (x + step, 0), (x + step + 90, 256), (x + 90, 256)], fill=paint)
    elif kind == 3:
        pen.line([(30, 10), (30, 226), (246, 226)], fill=(0, 0, 0), width=2)
        for _ in range(int(rng.integers(1, 4))):
            pen.line([(x, int(y)) for x, y in zip(range(30, 246, 12), 120 + np.cumsum(rng.normal(0, 14, 18)))], fill=color(), width=2)
    elif kind == 4:
        for y in range(12, 240, int(rng.integers(14, 30))):
            pen.text((12, y), "".join(chr(int(c)) for c in rng.integers(97, 123, 34)), fill=color())
    else:
        for _ in range(int(rng.integers(1, 9))):
            x, y, w, h = rng.integers(0, 200), rng.integers(0, 200), rng.integers(30, 180), rng.integers(30, 180)
            green = (int(rng.integers(20, 140)), int(rng.integers(90, 220)), int(rng.integers(10, 110)))
            pen.ellipse([int(x), int(y), int(x + w), int(y + h)], fill=green)
        image = image.filter(ImageFilter.GaussianBlur(rng.uniform(0, 3)))
    return np.asarray(image)


# --- which picture goes where -------------------------------------------------------------------------------------

def leaves(folder):
    """As the classifier was split: several pictures of one leaf have neighbouring numbers, so runs of numbers stay together."""
    for label in CLASSES:
        own = [f for f in (folder / label).iterdir() if f.suffix.lower() == ".jpg"]
        own.sort(key=lambda f: (int(re.search(r"(\d+)(?: \(\d+\))?\.jpg$", f.name, re.I).group(1)), f.name))
        run = 8 if label.endswith("healthy") else 20
        for i, file in enumerate(own):
            yield file, {3: TEST, 1: TUNE}.get(i // run % 5, TRAIN)


def others(folder):
    """ImageNet's classes in their order, where neighbours are alike, five at a time: a test class has no near relative in training."""
    for i, file in enumerate(sorted(folder.glob("n*.JPEG"))):
        yield file, {3: TEST, 1: TUNE}.get(i // 5 % 5, TRAIN)


class Pictures:
    """Scaled pictures, what they are and what they are for."""

    def __init__(self):
        self.pictures, self.leaf, self.part, self.kind, self.source = [], [], [], [], []

    def add(self, picture, leaf, part, kind, source=""):
        self.pictures.append(scale(picture))
        self.leaf.append(leaf)
        self.part.append(part)
        self.kind.append(kind)
        self.source.append(source)


def collect(plantvillage, imagenet):
    rng, all_pictures = np.random.default_rng(10), Pictures()
    photos = [(read(f), p, f.stem.split("_", 1)[1]) for f, p in others(imagenet)]
    by_part = [[photo for photo, p, _ in photos if p == part] for part in range(3)]
    any_photo = lambda part: by_part[part][int(rng.integers(len(by_part[part])))]
    fit = lambda picture: np.asarray(Image.fromarray(picture).resize((256, 256)))
    for number, (file, part) in enumerate(leaves(plantvillage)):
        leaf = read(file)
        add = lambda picture, is_leaf, kind: all_pictures.add(picture, is_leaf, part, kind, file.name)
        add(leaf, True, "leaf")
        for _ in range(2 if part == TRAIN else 1):
            add(other_light(crop(leaf, rng, 0.7, 1), rng), True, "leaf, other light and crop")
        where = mask(leaf)
        if where is None:
            continue
        for _ in range(2 if part == TRAIN else 1):
            add(other_light(blend(leaf, plain(rng), where), rng), True, "leaf, other plain ground")
        if number % 2 == 0:
            # the same outline and the same ground without the leaf, so that neither is enough
            add(as_plantvillage(blend(fit(crop(any_photo(part), rng, 0.4, 1)), leaf, ndimage.binary_dilation(where, iterations=3)), rng),
                False, "leaf's outline and ground, other content")
            corner = leaf[:70, :70] if not where[:70, :70].any() else leaf[-70:, -70:]
            if not ndimage.binary_dilation(where, iterations=5)[-70:, -70:].any() or corner is leaf[:70, :70]:
                add(corner, False, "the ground alone")
    for photo, part, name in photos:
        all_pictures.add(photo, False, part, "photo", name)
        all_pictures.add(as_plantvillage(photo, rng), False, part, "photo, 256x256 JPEG", name)
        for _ in range(4 if part == TRAIN else 2):
            all_pictures.add(as_plantvillage(crop(photo, rng, 0.2, 0.7), rng), False, part, "crop of a photo", name)
    for part, count in ((TRAIN, 600), (TUNE, 200), (TEST, 200)):
        for _ in range(count):
            all_pictures.add(drawn(rng), False, part, "drawn")
    return all_pictures


# --- the graph ----------------------------------------------------------------------------------------------------

def without_gate(model):
    graph = model.graph
    model.doc_string = model.doc_string.removesuffix(SAYS)
    if any(output.name == GATE for output in graph.output):
        kept = [node for node in graph.node if not any(name.startswith(GATE) for name in node.output)]
        weights = [w for w in graph.initializer if not w.name.startswith(GATE)]
        outputs = [o for o in graph.output if o.name != GATE]
        for field, values in ((graph.node, kept), (graph.initializer, weights), (graph.output, outputs)):
            values = list(values)
            del field[:]
            field.extend(values)
    return model


def feature_tensors(model):
    """The average of the last layer (1280 numbers) and the classifier's own features (that and three inner blocks, 1752)."""
    maker = {name: node for node in model.graph.node for name in node.output}
    gemm = maker[maker[maker["probabilities"].input[0]].input[0]]
    concat = maker[gemm.input[0]]
    assert (gemm.op_type, concat.op_type) == ("Gemm", "Concat")
    return concat.input[-1], concat.output[0]


def with_gate(model, tensor, weights, bias):
    graph = model.graph
    graph.initializer.extend([numpy_helper.from_array(weights.astype(np.float32)[:, None], GATE + ".weight"),
                              numpy_helper.from_array(np.array([bias], np.float32), GATE + ".bias")])
    graph.node.extend([helper.make_node("Gemm", [tensor, GATE + ".weight", GATE + ".bias"], [GATE + ".logit"]),
                       helper.make_node("Sigmoid", [GATE + ".logit"], [GATE])])
    graph.output.append(helper.make_tensor_value_info(GATE, TensorProto.FLOAT, ["N", 1]))
    model.doc_string += SAYS
    onnx.checker.check_model(model, full_check=True)
    return model


def session(model):
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 2
    return onnxruntime.InferenceSession(model.SerializeToString(), options)


def features(model, tensors, pictures):
    cut = onnx.ModelProto()
    cut.CopyFrom(model)
    cut.graph.output.extend([helper.make_tensor_value_info(t, TensorProto.FLOAT, ["N", None]) for t in tensors])
    run = session(cut)
    rows = [run.run(list(tensors), {"image": np.stack(pictures[i:i + 32])}) for i in range(0, len(pictures), 32)]
    return [np.concatenate(column) for column in zip(*rows)]


# --- training -----------------------------------------------------------------------------------------------------

def main():
    source, plantvillage, imagenet, more, target = map(pathlib.Path, sys.argv[1:])
    model = without_gate(onnx.load(source))
    tensors = feature_tensors(model)
    data = collect(plantvillage, imagenet)
    leaf, part, kind = np.array(data.leaf), np.array(data.part), np.array(data.kind)
    print("pictures", {p: int((part == i).sum()) for i, p in enumerate(PARTS)})
    columns = features(model, tensors, data.pictures)
    best = None
    for tensor, x in zip(tensors, columns):
        mean, std = x[part == TRAIN].mean(0), x[part == TRAIN].std(0) + 1e-6
        for strength in (0.0001, 0.0003, 0.001, 0.003):
            fitted = LogisticRegression(C=strength, class_weight="balanced", max_iter=3000)
            fitted.fit((x[part == TRAIN] - mean) / std, leaf[part == TRAIN])
            p = fitted.predict_proba((x - mean) / std)[:, 1]
            loss = -np.log(np.clip(np.where(leaf, p, 1 - p), 1e-9, 1))
            tune = (loss[(part == TUNE) & leaf].mean() + loss[(part == TUNE) & ~leaf].mean()) / 2
            print(x.shape[1], "numbers, C", strength, "loss on tune", round(float(tune), 5))
            if best is None or tune < best[0]:
                best = tune, tensor, fitted.coef_[0] / std, fitted.intercept_[0] - (fitted.coef_[0] / std) @ mean
    _, tensor, weights, bias = best
    before = session(model)
    gated = session(with_gate(model, tensor, weights, float(bias)))
    answers = [gated.run(["probabilities", GATE], {"image": np.stack(data.pictures[i:i + 32])}) for i in range(0, len(data.pictures), 32)]
    for i in range(0, len(data.pictures), 32 * 40):
        assert np.array_equal(before.run(["probabilities"], {"image": np.stack(data.pictures[i:i + 32])})[0], answers[i // 32][0])
    p = np.concatenate([answer[1][:, 0] for answer in answers])
    target.parent.mkdir(parents=True, exist_ok=True)
    onnx.save(model, target)

    for part_number in (TUNE, TEST):
        print("\n" + PARTS[part_number] + ": passed at threshold")
        print("| pictures | number | 0.3 | 0.5 | 0.7 | 0.8 | 0.9 | 0.95 |\n" + "| --- " * 8 + "|")
        for name in sorted(set(kind), key=lambda k: (not k.startswith("leaf,") and k != "leaf", k)):
            own = p[(part == part_number) & (kind == name)]
            print(f"| {name} | {len(own)} | " + " | ".join(f"{(own >= t).mean():.1%}" for t in (0.3, 0.5, 0.7, 0.8, 0.9, 0.95)) + " |")
    for name in ("photo", "photo, 256x256 JPEG", "crop of a photo"):
        own = np.where((part == TEST) & (kind == name))[0]
        print("highest in test,", name, [(data.source[i], round(float(p[i]), 3)) for i in own[np.argsort(-p[own])][:12]])
    own = np.where((part == TEST) & (kind == "leaf"))[0]
    print("lowest leaves in test", [(data.source[i], round(float(p[i]), 3)) for i in own[np.argsort(p[own])][:8]])
    for file in sorted(more.iterdir()):
        if file.suffix.lower() in (".png", ".jpg", ".jpeg"):
            one = gated.run([GATE, "probabilities"], {"image": scale(read(file))[None]})
            print(f"{file.name}: leaf {one[0][0, 0]:.6f}, probabilities {np.round(one[1][0], 6).tolist()}")


if __name__ == "__main__":
    main()
