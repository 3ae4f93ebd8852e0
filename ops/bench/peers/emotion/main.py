"""Faces, voices and texts through the models of the pipeline `emotion`, one process per core."""

import io
import json
import multiprocessing
import os
import sys
import time
from pathlib import Path

os.environ["OMP_NUM_THREADS"] = os.environ["OPENBLAS_NUM_THREADS"] = "1"

import cv2
import librosa
import numpy as np
import onnxruntime
from tokenizers import Tokenizer

WINDOW, CONTEXT = 512, 64


def session(path):
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


class Faces:
    def __init__(self, models):
        cv2.setNumThreads(1)
        self.detector = session(models / "blazeface.onnx")
        self.expression = session(models / "face-emotion.onnx")
        table = [(-0.51, 0.59), (-0.6, 0.35), (-0.64, 0.6), (0.81, 0.51), (-0.63, -0.27), (0.4, 0.67), (0, 0)]
        self.table = np.array(table)

    def __call__(self, file):
        picture = cv2.imdecode(np.frombuffer(file, np.uint8), cv2.IMREAD_COLOR_RGB)
        rows, columns = picture.shape[:2]
        scale = 128 / max(rows, columns)
        wide, high = max(1, round(columns * scale)), max(1, round(rows * scale))
        left, top = (128 - wide) // 2, (128 - high) // 2
        seen = np.zeros((1, 128, 128, 3), np.uint8)
        seen[0, top : top + high, left : left + wide] = cv2.resize(picture, (wide, high))
        scores, boxes = self.detector.run(["scores", "boxes"], {"image": seen})
        sure = np.flatnonzero(scores[0] >= 0.5)
        if not len(sure):
            return None
        order = sure[np.argsort(-scores[0][sure])]
        faces = []
        while len(order):
            best = boxes[0][order]
            low = best[:, :2] - best[:, 2:4] / 2
            up = best[:, :2] + best[:, 2:4] / 2
            sides = np.maximum(0, np.minimum(up, up[0]) - np.maximum(low, low[0]))
            common = sides.prod(axis=1)
            areas = best[:, 2:4].prod(axis=1)
            same = common / (areas + areas[0] - common) >= 0.3
            same[0] = True
            weights = scores[0][order[same]]
            faces.append((np.average(best[same], axis=0, weights=weights), weights[0]))
            order = order[~same]
        box, score = max(faces, key=lambda face: face[0][2] * face[0][3])
        x = (box[0] * 128 - left) / scale
        y = (box[1] * 128 - top) / scale
        side = round(1.4 * box[2] * 128 / scale)
        from_x, from_y = max(0, round(x - side / 2)), max(0, round(y - side / 2))
        crop = cv2.resize(picture[from_y : from_y + side, from_x : from_x + side], (64, 64))
        (probabilities,) = self.expression.run(["probabilities"], {"image": crop[None]})
        valence, arousal = (probabilities[0] @ self.table + 1) / 2
        return valence, arousal, score * probabilities[0].max()


class Voices:
    def __init__(self, models, blocks):
        self.vad = session(models / "vad.onnx")
        self.block = blocks

    def speech(self, samples):
        count = len(samples) // WINDOW
        padded = np.concatenate([np.zeros(CONTEXT, np.float32), samples])
        windows = np.lib.stride_tricks.sliding_window_view(padded, CONTEXT + WINDOW)[::WINDOW][:count]
        state, probabilities = np.zeros((1, 2, 128), np.float32), []
        for at in range(0, count, self.block):
            part = np.ascontiguousarray(windows[at : at + self.block])[None]
            speech, state = self.vad.run(["speech", "next"], {"windows": part, "state": state})
            probabilities.extend(speech[0])
        on, quiet, is_speech = False, 0, np.zeros(count, bool)
        for i, probability in enumerate(probabilities):
            if not on:
                on = is_speech[i] = probability >= 0.5
            elif probability >= 0.35:
                is_speech[i - quiet : i + 1] = True
                quiet = 0
            else:
                quiet += 1
                if quiet == 4:
                    on, quiet = False, 0
        return samples[: count * WINDOW].reshape(count, WINDOW)[is_speech].ravel()

    @staticmethod
    def features(samples):
        rms = librosa.feature.rms(y=samples).mean()
        centroid = librosa.feature.spectral_centroid(y=samples, sr=16000).mean()
        return rms, centroid

    def __call__(self, file):
        samples, _ = librosa.load(io.BytesIO(file), sr=16000)
        speech = self.speech(samples)
        self.features(samples)
        rms, centroid = self.features(speech)
        confidence = 0.3 + 100 * rms + min(0.4, len(speech) / 160000)
        valence = 1 / (1 + np.exp(-(centroid - 2000) / 2000))
        return valence, (np.tanh(50 * rms) + 1) / 2, min(1, confidence)


class Texts:
    def __init__(self, models):
        self.tokenizer = Tokenizer.from_file(str(models / "all-minilm-l6-v2-q-tokenizer.json"))
        self.tokenizer.no_padding()
        self.tokenizer.no_truncation()
        self.embedding = session(models / "all-minilm-l6-v2-q.onnx")
        self.emotion = session(models / "text-emotion.onnx")

    def __call__(self, file):
        ids = np.array([self.tokenizer.encode(file.decode()).ids], np.int64)
        given = {"input_ids": ids, "attention_mask": np.ones_like(ids), "token_type_ids": np.zeros_like(ids)}
        (hidden,) = self.embedding.run(["last_hidden_state"], given)
        vector = hidden[0].mean(axis=0)
        vector /= np.linalg.norm(vector)
        return self.emotion.run(["emotions", "groups", "affect"], {"embedding": vector[None]})


KINDS = {
    "pictures": (lambda models: Faces(models), ["photos/astronaut.png", "photos/camera.png"]),
    "sounds": (
        lambda models: Voices(models, 1),
        ["speech/not-ill-disposed.wav", "speech/leisure-to-consider.wav"],
    ),
    "sounds-in-blocks": (
        lambda models: Voices(models, 300),
        ["speech/not-ill-disposed.wav", "speech/leisure-to-consider.wav"],
    ),
    "texts": (lambda models: Texts(models), ["texts/thanks.txt", "texts/angry.txt"]),
}


def work(models, samples, kind, seconds, barrier, counts):
    make, names = KINDS[kind]
    task = make(models)
    files = [(samples / name).read_bytes() for name in names]
    end = time.perf_counter() + min(2, seconds)
    while time.perf_counter() < end:
        for file in files:
            task(file)
    barrier.wait()
    done, end, cpu = 0, time.perf_counter() + seconds, time.process_time()
    while time.perf_counter() < end:
        task(files[done % len(files)])
        done += 1
    counts.put((done, time.process_time() - cpu))


def main():
    models, samples, kind, seconds, processes = sys.argv[1:]
    barrier, counts = multiprocessing.Barrier(int(processes)), multiprocessing.Queue()
    given = (Path(models) / "emotion", Path(samples), kind, float(seconds), barrier, counts)
    children = [multiprocessing.Process(target=work, args=given) for _ in range(int(processes))]
    for child in children:
        child.start()
    done, cpu = map(sum, zip(*(counts.get() for _ in children)))
    for child in children:
        child.join()
    print(json.dumps({"kind": kind, "perSecond": done / float(seconds), "cpuMs": cpu * 1000 / done}))


if __name__ == "__main__":
    main()
