"""scikit-learn's: numbers in, not a picture; a label and a map of probabilities out."""
import json

import numpy as np
import onnxruntime
import skl2onnx
import sklearn
from skl2onnx.common.data_types import FloatTensorType
from sklearn.datasets import load_iris
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

import fixture


def main():
    made = fixture.folder("sklearn")
    iris = load_iris()
    model = make_pipeline(StandardScaler(), LogisticRegression(max_iter=1000)).fit(iris.data, iris.target_names[iris.target])
    graph = skl2onnx.convert_sklearn(model, initial_types=[("measures", FloatTensorType([None, 4]))], target_opset=18)
    (made / "model.onnx").write_bytes(graph.SerializeToString())
    rows = iris.data[[3, 71, 130]].astype(np.float32)
    session = onnxruntime.InferenceSession(str(made / "model.onnx"))
    label, probability = session.run(None, {"measures": rows})
    own = model.predict_proba(rows)
    assert label.tolist() == model.predict(rows).tolist()
    assert max(abs(p[c] - own[i, k]) for i, p in enumerate(probability) for k, c in enumerate(model.classes_)) < 1e-5
    content = {"exporter": f"skl2onnx {skl2onnx.__version__} of scikit-learn {sklearn.__version__}",
               "note": "Takes four measures of a flower, no picture. output_probability is a sequence of maps (ZipMap).",
               "input": {"name": "measures", "type": session.get_inputs()[0].type, "shape": session.get_inputs()[0].shape},
               "outputs": [{"name": o.name, "type": o.type, "shape": o.shape} for o in session.get_outputs()],
               "labels": model.classes_.tolist(), "tolerance": 1e-3,
               "rows": [{"measures": fixture.rounded(row), "label": str(name), "probabilities": fixture.rounded(p)}
                        for row, name, p in zip(rows, model.predict(rows), own)]}
    (made / "expected.json").write_text(fixture.short(json.dumps(content, indent=1)) + "\n")
    print(content["outputs"], label, probability)


if __name__ == "__main__":
    main()
