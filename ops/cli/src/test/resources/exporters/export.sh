#!/usr/bin/env bash
# Makes every model, picture and expected.json of this folder again, with pinned versions, in a temporary folder.
# Needs: Linux x86-64, Python 3.11, a network, 8 GB of disk, about ten minutes.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export PYTHONDONTWRITEBYTECODE=1

with() { # venv, script, packages…
    python3 -m venv "$work/$1"
    "$work/$1/bin/pip" install --quiet onnxruntime==1.28.0 pillow==13.0.0 "${@:3}"
    "$work/$1/bin/python" "$2"
}

with torch torch_models.py torch==2.15.0 torchvision==0.29.2 onnx==1.23.2 onnxscript==0.7.2 opencv-python==5.0.0.93
