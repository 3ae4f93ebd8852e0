"""Models by torch's two exporters, torchvision's, OpenCV's and timm's preprocessing."""
import cv2
import numpy as np
import onnx
import timm
import torch
import torchvision
from torch import nn
from torchvision import transforms

import fixture
import pictures

torch.manual_seed(10)
torch.use_deterministic_algorithms(True)
torch.set_num_threads(1)
VERSION = f"torch {torch.__version__.split('+')[0]}"
IMAGENET = [0.485, 0.456, 0.406], [0.229, 0.224, 0.225]
SIZE = 32


class Net(nn.Module):
    """A few kilobytes of convolutions; `head` is what comes after them."""

    def __init__(self, head):
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv2d(3, 8, 3, stride=2, padding=1), nn.ReLU(), nn.Conv2d(8, 16, 3, stride=2, padding=1), nn.ReLU(),
            nn.Conv2d(16, 24, 3, padding=1), nn.ReLU())
        self.head = head

    def forward(self, x):
        return self.head(self.features(x))


def classes(count):
    return nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(24, count))


def trained(net, prepare, target=None, loss=None, epochs=60):
    """Trained a little, with soft targets, so that answers are sure of something but not at 0 or 1."""
    made = [(prepare(picture), number) for picture, number in pictures.training()]
    x, number = torch.stack([t.float() for t, _ in made]), torch.tensor([n for _, n in made])
    y = number if target is None else target(number)
    loss = loss or nn.CrossEntropyLoss(label_smoothing=0.15)
    optimizer = torch.optim.Adam(net.parameters(), 0.005)
    for _ in range(epochs):
        for chosen in torch.randperm(len(x)).split(64):
            optimizer.zero_grad()
            loss(net(x[chosen]), y[chosen]).backward()
            optimizer.step()
    with torch.no_grad():
        print("loss after training", round(float(loss(net(x), y)), 3))
    return net.eval()


def answers(net, prepare, made):
    tensors = {name: prepare(picture)[None] for name, picture in fixture.samples(made).items()}
    with torch.no_grad():
        ran = {name: net(tensor) for name, tensor in tensors.items()}
    return {n: t.numpy() for n, t in tensors.items()}, {n: r.float().numpy() for n, r in ran.items()}


def export(net, x, made, **options):
    """By the exporter, less the one thing that would name this machine: each node's stack trace, with paths and lines of source."""
    file = made / "model.onnx"
    torch.onnx.export(net, (x,), str(file), **options)
    model = onnx.load(file, load_external_data=False)
    for node in model.graph.node:
        kept = [p for p in node.metadata_props if p.key != "pkg.torch.onnx.stack_trace"]
        del node.metadata_props[:]
        node.metadata_props.extend(kept)
    file.write_bytes(model.SerializeToString())


def softmax(ran):
    return {name: fixture.softmax(values.astype(np.float64)).ravel() for name, values in ran.items()}


CENTER = transforms.Compose([transforms.Resize(36), transforms.CenterCrop(SIZE), transforms.ToTensor(), transforms.Normalize(*IMAGENET)])
CENTER_SAID = {"layout": "nchw", "color": "rgb", "width": SIZE, "height": SIZE, "resize": "crop", "shortest": 36,
               "interpolation": "bilinear", "antialias": True, "library": f"torchvision {torchvision.__version__.split('+')[0]} on Pillow",
               "scale": 1 / 255, "mean": IMAGENET[0], "std": IMAGENET[1]}
BICUBIC = timm.data.create_transform((3, SIZE, SIZE), interpolation="bicubic", crop_pct=0.875, mean=IMAGENET[0], std=IMAGENET[1])
BICUBIC_SAID = CENTER_SAID | {"interpolation": "bicubic", "library": f"timm {timm.__version__} on Pillow, crop_pct 0.875"}


def dynamo():
    made = fixture.folder("torch")
    net = trained(Net(classes(4)), CENTER)
    export(net, torch.zeros(1, 3, SIZE, SIZE), made)
    tensors, ran = answers(net, CENTER, made)
    fixture.write(made, f"{VERSION}, torch.onnx.export(model, x, file)", tensors, ran, input=CENTER_SAID, output={"scores": "logits"},
                  labels=pictures.PATTERNS, probabilities=softmax(ran),
                  note="Weights beside the model in model.onnx.data; batch fixed at 1.")
    return net


def old():
    made = fixture.folder("torch-old")
    prepare = transforms.Compose([transforms.Resize((SIZE, SIZE)), transforms.ToTensor(), transforms.Normalize([0.5] * 3, [0.5] * 3)])
    net = trained(Net(classes(4)), prepare)
    export(net, torch.zeros(1, 3, SIZE, SIZE), made, dynamo=False)
    tensors, ran = answers(net, prepare, made)
    fixture.write(made, f"{VERSION}, torch.onnx.export(model, x, file, dynamo=False)", tensors, ran,
                  input=CENTER_SAID | {"resize": "squash", "mean": [0.5] * 3, "std": [0.5] * 3, "shortest": None},
                  output={"scores": "logits"}, labels=pictures.PATTERNS, probabilities=softmax(ran),
                  note="The exporter used before torch 2.9; batch fixed at 1.")


def opencv(picture):
    small = cv2.resize(np.asarray(picture), (SIZE, SIZE), interpolation=cv2.INTER_LINEAR)
    return torch.from_numpy(small.transpose(2, 0, 1) / np.float32(255))


def dynamic():
    made = fixture.folder("torch-batch")
    net = trained(Net(nn.Sequential(classes(4), nn.Softmax(1))), opencv, loss=lambda p, y: nn.NLLLoss()(torch.log(p + 0.01), y), epochs=25)
    export(net, torch.zeros(2, 3, SIZE, SIZE), made, input_names=["image"], output_names=["probabilities"], external_data=False,
           dynamic_shapes=({0: "batch"},))
    tensors, ran = answers(net, opencv, made)
    fixture.write(made, f"{VERSION}, torch.onnx.export(…, external_data=False, dynamic_shapes=({{0: 'batch'}},))", tensors, ran,
                  input=CENTER_SAID | {"resize": "squash", "antialias": False, "library": f"OpenCV {cv2.__version__}, INTER_LINEAR",
                                       "mean": [0.0] * 3, "std": [1.0] * 3, "shortest": None},
                  output={"scores": "probabilities"}, labels=pictures.PATTERNS, probabilities={n: r.ravel() for n, r in ran.items()},
                  note="One file, any batch size, softmax inside.")


def labels():
    made = fixture.folder("torch-multilabel")
    names = ["straight", "round", "two-way", "centred", "blue"]
    table = torch.tensor([[1, 0, 0, 0, 0], [0, 1, 1, 0, 0], [1, 0, 1, 0, 1], [0, 1, 0, 1, 0]], dtype=torch.float32) * 0.8 + 0.1
    net = trained(Net(nn.Sequential(classes(5), nn.Sigmoid())), CENTER, lambda number: table[number], nn.BCELoss())
    export(net, torch.zeros(2, 3, SIZE, SIZE), made, external_data=False, dynamic_shapes=({0: "batch"},))
    tensors, ran = answers(net, CENTER, made)
    fixture.write(made, f"{VERSION}, torch.onnx.export(…, dynamic_shapes=({{0: 'batch'}},))", tensors, ran, input=CENTER_SAID,
                  output={"scores": "multilabel"}, labels=names, probabilities={n: r.ravel() for n, r in ran.items()},
                  note="Each label has a probability of its own (sigmoid inside); they do not sum to 1.")


def convolution():
    made = fixture.folder("torch-1x1")
    net = trained(Net(nn.Sequential(nn.Conv2d(24, 4, 1), nn.AdaptiveAvgPool2d(1))), CENTER,
                  loss=lambda y, n: nn.CrossEntropyLoss(label_smoothing=0.15)(y.flatten(1), n))
    export(net, torch.zeros(1, 3, SIZE, SIZE), made, dynamo=False, input_names=["data"], output_names=["score"],
           dynamic_axes={"data": {0: "N"}, "score": {0: "N"}})
    tensors, ran = answers(net, CENTER, made)
    fixture.write(made, f"{VERSION}, torch.onnx.export(…, dynamo=False, dynamic_axes=…)", tensors, ran, input=CENTER_SAID,
                  output={"scores": "logits"}, labels=pictures.PATTERNS, probabilities=softmax({n: r.reshape(1, 4) for n, r in ran.items()}),
                  note="Output [N,C,1,1], as SqueezeNet's and other networks that end in a convolution.")


def half():
    made = fixture.folder("torch-float16")
    net = trained(Net(classes(4)), CENTER).half()
    prepare = lambda picture: CENTER(picture).half()
    export(net, torch.zeros(1, 3, SIZE, SIZE).half(), made, external_data=False)
    tensors, ran = answers(net, prepare, made)
    fixture.write(made, f"{VERSION}, torch.onnx.export(model.half(), x.half(), …)", tensors, ran, input=CENTER_SAID,
                  output={"scores": "logits"}, labels=pictures.PATTERNS, probabilities=softmax(ran), within=4e-3, tolerance=2e-3,
                  note="float16 in and out: between 1 and 2 its steps are 0.001, so the tolerance is wider.")


def bicubic():
    made = fixture.folder("timm")
    net = trained(Net(classes(4)), BICUBIC)
    export(net, torch.zeros(2, 3, SIZE, SIZE), made, external_data=False, dynamic_shapes=({0: "batch"},))
    tensors, ran = answers(net, BICUBIC, made)
    fixture.write(made, f"{VERSION}, torch.onnx.export(…, dynamic_shapes=({{0: 'batch'}},))", tensors, ran, input=BICUBIC_SAID,
                  output={"scores": "logits"}, labels=pictures.PATTERNS, probabilities=softmax(ran),
                  note="timm's usual preprocessing: bicubic, shortest side 32 / 0.875, centre crop.")


def main():
    dynamo()
    old()
    dynamic()
    labels()
    convolution()
    half()
    bicubic()


if __name__ == "__main__":
    main()
