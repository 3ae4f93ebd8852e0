#!/usr/bin/env python3
"""Makes ../vad.onnx of silero-vad v5's model: the same weights and arithmetic, many windows to a call.

The original answers one window a call and takes its state along, which costs more in calls than in arithmetic. Here the
layers that know no time see all windows of a recording at once, and ONNX's LSTM goes through them in their order.

  pip install onnx numpy onnxruntime; python3 recurrent.py silero_vad_v5.onnx speech.wav …

The original: npm @ricky0123/vad-web 0.0.31, dist/silero_vad_v5.onnx. With recordings (16 kHz, 16 bit, mono) it compares the two.
"""
import sys
import wave
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

OUT = Path(__file__).resolve().parent.parent / "vad.onnx"
WINDOW, CONTEXT = 512, 64


def weights(path):
    """The constants of the branch for 16 kHz, by the end of their names."""
    found = {}
    chosen = next(n for n in onnx.load(path).graph.node if n.op_type == "If")
    branch = next(a.g for a in chosen.attribute if a.name == "then_branch")
    for node in branch.node:
        if node.op_type == "Constant":
            found[node.output[0].split("__")[-1]] = numpy_helper.to_array(node.attribute[0].t)
    return found


def reordered(gates):
    """PyTorch has the gates input, forget, cell, output; ONNX input, output, forget, cell."""
    i, f, c, o = np.split(gates, 4)
    return np.concatenate([i, o, f, c])


def build(path):
    w = weights(path)
    basis = w["stft.forward_basis_buffer"]
    half = basis.shape[0] // 2
    constants, nodes = [], []

    def constant(name, value):
        constants.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def node(kind, inputs, outputs, **attributes):
        outputs = [outputs] if isinstance(outputs, str) else outputs
        nodes.append(helper.make_node(kind, inputs, outputs, **attributes))
        return outputs[0]

    ints = lambda name, *values: constant(name, np.array(values, np.int64))
    each = node("Reshape", ["windows", ints("each", -1, WINDOW + CONTEXT)], "samples")
    padded = node("Pad", [each, ints("pads", 0, 0, 0, 64)], "padded", mode="reflect")
    x = node("Unsqueeze", [padded, ints("one", 1)], "signal")
    x = node("Conv", [x, constant("basis", basis)], "spectrum", strides=[128])
    node("Split", [x, ints("halves", half, half)], ["real", "imaginary"], axis=1)
    squares = [node("Mul", [part, part], part + "2") for part in ("real", "imaginary")]
    x = node("Sqrt", [node("Add", squares, "power")], "magnitude")
    for layer, stride in enumerate((1, 2, 2, 1)):
        kernel = constant(f"kernel{layer}", w[f"encoder.{layer}.reparam_conv.weight"])
        bias = constant(f"bias{layer}", w[f"encoder.{layer}.reparam_conv.bias"])
        x = node("Conv", [x, kernel, bias], f"conv{layer}", strides=[stride], pads=[1, 1])
        x = node("Relu", [x], f"relu{layer}")
    shape = node("Shape", ["windows"], "shape")
    batch_and_time = node("Slice", [shape, ints("from", 0), ints("to", 2)], "batch_and_time")
    features = node("Concat", [batch_and_time, ints("width", 128)], "features_shape", axis=0)
    x = node("Reshape", [x, features], "features")
    x = node("Transpose", [x], "in_time", perm=[1, 0, 2])
    both = node("Transpose", ["state"], "both", perm=[1, 0, 2])
    node("Split", [both, ints("ones", 1, 1)], ["hidden", "cell"], axis=0)
    node(
        "LSTM",
        [
            x,
            constant("W", reordered(w["decoder.rnn.weight_ih"])[None]),
            constant("R", reordered(w["decoder.rnn.weight_hh"])[None]),
            constant(
                "B",
                np.concatenate(
                    [reordered(w["decoder.rnn.bias_ih"]), reordered(w["decoder.rnn.bias_hh"])]
                )[None],
            ),
            "",
            "hidden",
            "cell",
        ],
        ["steps", "last_hidden", "last_cell"],
        hidden_size=128,
    )
    x = node("Squeeze", ["steps", "one"], "heard")
    x = node("Relu", [x], "heard_relu")
    x = node("MatMul", [x, constant("last", w["decoder.decoder.2.weight"].reshape(128, 1))], "dot")
    x = node("Add", [x, constant("last_bias", w["decoder.decoder.2.bias"])], "logit")
    x = node("Squeeze", [node("Sigmoid", [x], "probability"), ints("two", 2)], "by_time")
    node("Transpose", [x], "speech", perm=[1, 0])
    last = node("Concat", ["last_hidden", "last_cell"], "last_both", axis=0)
    node("Transpose", [last], "next", perm=[1, 0, 2])

    def port(name, *dims):
        return helper.make_tensor_value_info(name, TensorProto.FLOAT, dims)

    graph = helper.make_graph(
        nodes,
        "silero-vad-v5-16k",
        [port("windows", "N", "T", WINDOW + CONTEXT), port("state", "N", 2, 128)],
        [port("speech", "N", "T"), port("next", "N", 2, 128)],
        constants,
    )
    model = helper.make_model(
        graph, opset_imports=[helper.make_opsetid("", 17)], producer_name="recurrent.py"
    )
    model.ir_version = 8
    onnx.checker.check_model(model)
    onnx.save(model, OUT)


def compare(original, recording):
    import onnxruntime

    with wave.open(recording) as file:
        assert (file.getframerate(), file.getsampwidth(), file.getnchannels()) == (16000, 2, 1)
        samples = np.frombuffer(file.readframes(file.getnframes()), np.int16) / np.float32(32768)
    count = len(samples) // WINDOW
    padded = np.concatenate([np.zeros(CONTEXT, np.float32), samples])
    windows = np.stack([padded[i * WINDOW : i * WINDOW + WINDOW + CONTEXT] for i in range(count)])
    session = onnxruntime.InferenceSession(original)
    state, answers = np.zeros((2, 1, 128), np.float32), []
    for window in windows:
        given = {"input": window[None], "state": state, "sr": np.array(16000, np.int64)}
        speech, state = session.run(None, given)
        answers.append(speech[0, 0])
    ours = onnxruntime.InferenceSession(str(OUT))
    state, found = np.zeros((1, 2, 128), np.float32), []
    for part in np.split(windows, range(40, count, 40)):
        speech, state = ours.run(None, {"windows": part[None], "state": state})
        found.extend(speech[0])
    difference = np.max(np.abs(np.array(answers) - np.array(found)))
    print(f"{recording}: {count} windows, largest difference {difference:.1e}")
    assert difference < 1e-4


if __name__ == "__main__":
    build(sys.argv[1])
    for each in sys.argv[2:]:
        compare(sys.argv[1], each)
