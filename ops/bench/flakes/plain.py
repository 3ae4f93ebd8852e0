#!/usr/bin/env python3
"""The classical flakes method as a script of OpenCV and numpy: what Sluice's is compared with.

    plain.py [--json] GMM.json MATERIAL PICTURE...

Method of docs/flakes.md, `classical`: median, background, Mahalanobis distances of whole planes, opening,
components, shape filter. One thread. Prints each picture's flakes, and the CPU time of all after the first, which
--json makes the last line in JSON.
"""

import json
import sys
import time

import cv2
import numpy as np

DISK = np.array([[x * x + y * y <= 4 for x in range(-2, 3)] for y in range(-2, 3)], np.uint8)


def background(picture):
    means = []
    for channel in range(3):
        plane = picture[..., channel]
        counts = np.bincount(plane.ravel(), minlength=256)
        mode = 20 + int(np.argmax(counts[20:231]))
        low, high = max(20, mode - 5), min(230, mode + 5)
        means.append(plane[(plane >= low) & (plane <= high)].mean())
    return np.array(means)


def classes(picture, layers):
    contrast = picture / background(picture) - 1
    distances = []
    for layer in layers:
        inverse = np.linalg.inv(np.linalg.cholesky(np.array(layer["cov"])))
        distances.append(np.linalg.norm((contrast - layer["mean"]) @ inverse.T, axis=2))
    distances = np.stack(distances)
    return np.where(distances.min(0) < 5, distances.argmin(0) + 1, 0).astype(np.uint8)


def confidence(contour):
    area = cv2.contourArea(contour)
    hull = cv2.contourArea(cv2.convexHull(contour))
    if area <= 0 or hull <= 0:
        return 0
    rough, solid = cv2.arcLength(contour, True) / np.sqrt(area), area / hull
    return 1 / (1 + np.exp(0.6023313994658692 * rough - 3.407656207829059 * solid - 2.960335491687551))


def flakes(picture, layers):
    found = []
    smooth = cv2.medianBlur(picture, 5)
    classed = classes(smooth, layers)
    for number in range(1, len(layers) + 1):
        mask = cv2.morphologyEx((classed == number).astype(np.uint8), cv2.MORPH_OPEN, DISK)
        count, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=4)
        for label in range(1, count):
            if stats[label, cv2.CC_STAT_AREA] < 300:
                continue
            own = (labels == label).astype(np.uint8)
            contours, _ = cv2.findContours(own, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
            surely = confidence(contours[0])
            if surely > 0.5:
                filled = np.zeros_like(own)
                cv2.drawContours(filled, contours, 0, 1, cv2.FILLED)
                found.append((number, int(filled.sum()), round(float(surely), 6)))
    return found


def main():
    cv2.setNumThreads(1)
    arguments = [each for each in sys.argv[1:] if each != "--json"]
    with open(arguments[0]) as file:
        layers = list(json.load(file)["materials"][arguments[1]].values())
    spent = []
    for name in arguments[2:]:
        picture = cv2.imread(name)
        start = time.process_time()
        found = flakes(picture, layers)
        spent.append(time.process_time() - start)
        print(name.rsplit("/", 1)[-1], len(found), found[:3])
    timed = spent[1:] or spent
    each = 1000 * sum(timed) / len(timed)
    if "--json" in sys.argv:
        print(json.dumps({"cpuMs": each, "timed": len(timed)}))
        return
    print(f"{each:.0f} CPU-ms a picture, {len(timed)} timed")


if __name__ == "__main__":
    main()
