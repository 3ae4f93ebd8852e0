"""Made pictures of four patterns: something to train on in seconds, and sample pictures whose scaling matters."""
import numpy as np
from PIL import Image

PATTERNS = ["stripes", "dots", "checks", "rings"]


def picture(pattern, seed, width, height):
    """RGB, uint8 [height, width, 3]: a pattern a few pixels wide over a slope of two colours, uneven light, and grain."""
    rng = np.random.default_rng([PATTERNS.index(pattern), seed])
    y, x = np.mgrid[0:height, 0:width].astype(np.float64)
    turn, step = rng.uniform(0, np.pi), rng.uniform(6, 14)
    u, v = x * np.cos(turn) + y * np.sin(turn), y * np.cos(turn) - x * np.sin(turn)
    if pattern == "stripes":
        on = np.sin(2 * np.pi * u / step) > 0
    elif pattern == "dots":
        on = (u % step - step / 2) ** 2 + (v % step - step / 2) ** 2 < (step / 3) ** 2
    elif pattern == "checks":
        on = (np.sin(np.pi * u / step) > 0) ^ (np.sin(np.pi * v / step) > 0)
    else:
        middle = rng.uniform(0.2, 0.8, 2) * (height, width)
        on = np.sin(2 * np.pi * np.hypot(y - middle[0], x - middle[1]) / step) > 0
    first, second, ink = rng.uniform(40, 215, (3, 3))
    ink[PATTERNS.index(pattern) % 3] = rng.uniform(180, 255)
    slope = (x / width * 0.7 + y / height * 0.3)[..., None]
    values = first * (1 - slope) + second * slope
    values = np.where(on[..., None], ink, values) * (0.75 + 0.5 * y / height)[..., None]
    return np.clip(np.rint(values / 4 + rng.normal(0, 1, values.shape)) * 4, 0, 255).astype(np.uint8)


def training(count=160, sides=(40, 120)):
    """Pictures of all sizes and their patterns' numbers."""
    rng = np.random.default_rng(1)
    for i in range(count):
        for number, pattern in enumerate(PATTERNS):
            width, height = (int(side) for side in rng.integers(*sides, 2))
            yield Image.fromarray(picture(pattern, 100 + i, width, height)), number


SAMPLES = {"wide.png": ("dots", 1, 93, 62), "tall.png": ("checks", 2, 58, 81)}


def samples(folder):
    """Writes the sample pictures and gives them back by name, as Pillow's."""
    for name, made in SAMPLES.items():
        Image.fromarray(picture(*made)).save(folder / name, optimize=True)
    return {name: Image.open(folder / name).convert("RGB") for name in SAMPLES}
