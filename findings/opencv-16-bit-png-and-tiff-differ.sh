#!/usr/bin/env bash
# OpenCV (opencv-python-headless 4.12.0.88): 16-bit pixels become other 8-bit values from a PNG than from a TIFF.
#
# Expected: imread(…, IMREAD_COLOR), which gives 8 bits, scales 16-bit values alike whatever file they lie in.
# Seen: from a PNG each is cut to its upper byte (v >> 8), from a colour TIFF it is scaled and rounded (v / 257). They differ by
# one for a quarter of all values, so the same picture has two answers. Sluice decodes 16-bit PNGs whole and rounds by itself
# (PictureDecoder, SeenPicturesTest).
# Needs: Python 3.9 or later.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv >/dev/null
venv/bin/pip install -q --disable-pip-version-check opencv-python-headless==4.12.0.88 numpy==2.2.6

cat >finding.py <<'PY'
import cv2
import numpy as np

values = np.arange(65536, dtype=np.uint16)
pixels = np.repeat(values.reshape(256, 256, 1), 3, axis=2)
cv2.imwrite("same.png", pixels)
cv2.imwrite("same.tiff", pixels)
for name in ("same.png", "same.tiff"):
    whole = cv2.imread(name, cv2.IMREAD_UNCHANGED)
    assert whole.dtype == np.uint16 and (whole == pixels).all(), name
    seen = cv2.imread(name, cv2.IMREAD_COLOR)[:, :, 0].reshape(-1)
    cut = (values >> 8).astype(np.uint8)
    rounded = np.round(values / 257).astype(np.uint8)
    print(name, "cut" if (seen == cut).all() else "rounded" if (seen == rounded).all() else "else")
print("values that differ:", int((cut != rounded).sum()), "of 65536")
PY
venv/bin/python finding.py | tee seen
diff - seen <<'SEEN'
same.png cut
same.tiff rounded
values that differ: 16256 of 65536
SEEN
