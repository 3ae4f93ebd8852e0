#!/usr/bin/env bash
# Makes every model, picture and expected.json of this folder again, with pinned versions, in a temporary folder.
# Needs: Linux x86-64, Python 3.11 with venv, 10 GB of disk; about ten minutes of two cores.
# Training ends in the last bits differently on other processors, so look at what changed before you keep it.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export PYTHONDONTWRITEBYTECODE=1 OMP_NUM_THREADS=1

install() { # venv, packages…
    python3 -m venv "$work/$1"
    "$work/$1/bin/pip" install --quiet onnxruntime==1.28.0 pillow==13.0.0 numpy==2.4.6 "${@:2}"
}

install torch torch==2.15.0 torchvision==0.29.2 onnx==1.23.2 onnxscript==0.7.2 onnxslim==0.1.98 \
    opencv-python==5.0.0.93 timm==1.0.31 ultralytics==8.4.190
"$work/torch/bin/python" torch_models.py
"$work/torch/bin/python" quantised_models.py
"$work/torch/bin/python" ultralytics_models.py
install keras onnx==1.23.2 tensorflow-cpu==2.21.0 keras==3.15.1 tf2onnx==1.17.0
"$work/keras/bin/python" keras_models.py
install sklearn onnx==1.23.2 scikit-learn==1.9.1 skl2onnx==1.20.0
"$work/sklearn/bin/python" sklearn_models.py
