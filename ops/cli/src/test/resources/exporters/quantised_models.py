"""ONNX Runtime's two quantisers, of the model in timm/ (run torch_models.py first). Here ONNX Runtime is the exporter."""
import numpy as np
import onnx
import onnxruntime
from onnxruntime.quantization import CalibrationDataReader, QuantFormat, QuantType, quantize_dynamic, quantize_static
from onnxruntime.quantization.shape_inference import quant_pre_process

import fixture
import pictures
import torch_models

VERSION = f"onnxruntime {onnxruntime.__version__}"
SOURCE = fixture.HERE / "timm" / "model.onnx"


class Calibration(CalibrationDataReader):
    def __init__(self):
        self.left = iter([{"x": torch_models.BICUBIC(picture)[None].numpy()} for picture, _ in pictures.training(16)])

    def get_next(self):
        return next(self.left, None)


def made_of(name, quantise, said, note):
    made = fixture.folder(name)
    quantise(made / "model.onnx")
    session, float_session = onnxruntime.InferenceSession(str(made / "model.onnx")), onnxruntime.InferenceSession(str(SOURCE))
    tensors = {n: torch_models.BICUBIC(p)[None].numpy() for n, p in fixture.samples(made).items()}
    ran = {n: session.run(None, {"x": t})[0] for n, t in tensors.items()}
    soft = lambda rows: fixture.softmax(rows.astype(np.float64))
    before = {n: soft(float_session.run(None, {"x": t})[0]) for n, t in tensors.items()}
    moved = max(float(np.abs(soft(ran[n]) - before[n]).max()) for n in ran)
    dark = torch_models.BICUBIC(pictures.samples(made)["wide.png"].point(lambda level: level // 8))[None].numpy()
    alone = session.run(None, {"x": dark})[0]
    beside = session.run(None, {"x": np.concatenate([dark, tensors["tall.png"]])})[0][:1]
    row = float(np.abs(soft(beside) - soft(alone)).max())
    fixture.write(made, f"{VERSION}, {said}", tensors, ran, input=torch_models.BICUBIC_SAID, output={"scores": "logits"},
                  labels=pictures.PATTERNS, probabilities={n: soft(r).ravel() for n, r in ran.items()},
                  note=note.format(moved=moved, row=row))
    print("   ", note.format(moved=moved, row=row))


def static(file):
    quant_pre_process(str(SOURCE), str(file))
    # reduce_range: without it, processors with and without 8-bit dot products give other answers
    quantize_static(str(file), str(file), Calibration(), quant_format=QuantFormat.QDQ, per_channel=True, reduce_range=True,
                    activation_type=QuantType.QUInt8, weight_type=QuantType.QInt8)


def dynamic(file):
    # torch's exporter notes the shapes of the weights too; the quantiser turns the last one over and then finds the note wrong
    model = onnx.load(SOURCE)
    del model.graph.value_info[:]
    quantize_dynamic(model, str(file), weight_type=QuantType.QUInt8, op_types_to_quantize=["Conv", "Gemm", "MatMul"])


def main():
    made_of("quantised", static, "quantize_static(…, QDQ, per_channel, reduce_range)",
            "8 bits, of timm/. The answers are the quantised model's own; the float model's are up to {moved:.3f} away. "
            "A dark picture beside a bright one in a batch answers as it does alone (at most {row:.4f} apart).")
    made_of("quantised-dynamic", dynamic, "quantize_dynamic(…)",
            "8 bits, of timm/, with scales chosen from each batch as it runs: a dark picture beside a bright one answers up to {row:.4f} "
            "off what it answers alone. The answers here are each picture's alone, up to {moved:.3f} from the float model's.")


if __name__ == "__main__":
    main()
