"""What every exporter's folder gets besides its model: sample pictures, labels, and the exporter's own answers."""
import json
import pathlib
import shutil

import numpy as np
import onnxruntime

import pictures

HERE = pathlib.Path(__file__).parent


def folder(name):
    made = HERE / name
    shutil.rmtree(made, ignore_errors=True)
    made.mkdir()
    return made


def rounded(values, digits=6):
    return np.round(np.asarray(values, np.float64), digits).tolist()


def write(made, exporter, tensors, answers, *, input, output, labels=None, file=True, tolerance=1e-3, note=None, within=1e-3,
          probabilities=None, detections=None):
    """Writes expected.json and labels.txt, after ONNX Runtime gave the framework's answers for the framework's tensors.

    tensors and answers are the framework's, by picture; `within` is how near ONNX Runtime must come.
    """
    session = onnxruntime.InferenceSession(str(made / "model.onnx"))
    ports = session.get_inputs(), session.get_outputs()
    port = {"name": ports[0][0].name, "type": ports[0][0].type, "shape": ports[0][0].shape}
    index = [o.name for o in ports[1]].index(output.get("name", ports[1][0].name))
    shape = {"name": ports[1][index].name, "type": ports[1][index].type, "shape": ports[1][index].shape}
    worst, cases = 0.0, {}
    for name, tensor in tensors.items():
        ran = session.run([shape["name"]], {port["name"]: tensor})[0]
        assert ran.shape == answers[name].shape, (ran.shape, answers[name].shape)
        worst = max(worst, float(np.abs(ran.astype(np.float64) - answers[name]).max()))
        planes = tensor[0].astype(np.float64)
        planes = planes if input["layout"] == "nchw" else planes.transpose(2, 0, 1)
        cases[name] = {"tensor": {"mean": rounded(planes.mean((1, 2))), "std": rounded(planes.std((1, 2))),
                                  "top_left": rounded(planes[:, 0, 0]),
                                  "middle": rounded(planes[:, planes.shape[1] // 2, planes.shape[2] // 2])}}
        if detections is None:
            cases[name]["output"] = rounded(answers[name][0])
        if probabilities is not None:
            cases[name]["probabilities"] = rounded(probabilities[name])
        if detections is not None:
            cases[name]["detections"] = detections[name]
    assert worst <= within, (made.name, worst)
    content = {"exporter": exporter}
    if note:
        content["note"] = note
    content |= {"input": port | input, "output": shape | output, "tolerance": tolerance}
    if detections is not None:
        content["tolerance_pixels"] = 0.01
    if labels:
        content["labels"] = labels
        if file:
            (made / "labels.txt").write_text("".join(label + "\n" for label in labels))
    content["pictures"] = cases
    text = json.dumps(content, indent=1)
    (made / "expected.json").write_text(short(text) + "\n")
    size = sum(f.stat().st_size for f in made.iterdir())
    print(f"{made.name}: {port} -> {shape}, ONNX Runtime within {worst:.1e}, {size // 1024} KiB")
    for name in cases:
        print("   ", name, cases[name].get("probabilities", cases[name].get("output", cases[name].get("detections"))))


def short(text):
    """Lists of numbers on one line."""
    import re
    return re.sub(r"\[\s+([^\[\]{}]*?)\s+\]", lambda m: "[" + re.sub(r"\s*\n\s*", " ", m.group(1)) + "]", text)


def softmax(values):
    e = np.exp(values - values.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)


def samples(made):
    return pictures.samples(made)
