#!/usr/bin/env python3
"""How far the cameras of a COLMAP text model are from where they truly were, in metres and degrees.

    pip install numpy
    python poses.py TRUTH_JSON FOLDER_OF_IMAGES_TXT

A model has its own origin, axes and scale, so it is laid on the truth first (Umeyama's similarity transform).
The sample's truth.json lies in ops/local/src/main/resources/samples/splats. Ends with 1 if the mean is over 5 cm.
"""
import json
import sys

import numpy as np

truth = {p["name"]: p for p in json.load(open(sys.argv[1]))["photos"]}


def rotation(q):
    w, x, y, z = q / np.linalg.norm(q)
    return np.array([[1 - 2 * (y * y + z * z), 2 * (x * y - z * w), 2 * (x * z + y * w)],
                     [2 * (x * y + z * w), 1 - 2 * (x * x + z * z), 2 * (y * z - x * w)],
                     [2 * (x * z - y * w), 2 * (y * z + x * w), 1 - 2 * (x * x + y * y)]])


found = {}
for line in open(sys.argv[2] + "/images.txt"):
    words = line.split()
    if not line.startswith("#") and len(words) == 10 and words[9] in truth:
        r = rotation(np.array(words[1:5], float))
        found[words[9]] = (r, -r.T @ np.array(words[5:8], float))

names = sorted(found)
a = np.array([found[n][1] for n in names])
b = np.array([truth[n]["centre"] for n in names])
u, s, v = np.linalg.svd((b - b.mean(0)).T @ (a - a.mean(0)))
d = np.diag([1, 1, np.sign(np.linalg.det(u @ v))])
q = u @ d @ v
scale = (s * np.diag(d)).sum() / ((a - a.mean(0)) ** 2).sum()
error = np.linalg.norm(scale * (a - a.mean(0)) @ q.T + b.mean(0) - b, axis=1)
angle = [np.degrees(np.arccos(np.clip((np.trace(found[n][0] @ q.T @ np.array(truth[n]["R"]).T) - 1) / 2, -1, 1)))
         for n in names]
print("%d of %d cameras; centres: mean %.4f m, largest %.4f m; directions: mean %.3f°, largest %.3f°"
      % (len(names), len(truth), error.mean(), error.max(), np.mean(angle), max(angle)))
sys.exit(1 if error.mean() > 0.05 else 0)
