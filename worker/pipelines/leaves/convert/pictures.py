"""Reading and scaling pictures as the classify task does it (squash, bilinear, no antialiasing), for numpy."""
import numpy as np
from PIL import Image


def read(path):
    """RGB, uint8 [H,W,3]; a grey picture's samples three times."""
    image = Image.open(path)
    if image.mode == "L":
        return np.repeat(np.asarray(image)[..., None], 3, 2)
    return np.asarray(image.convert("RGB"))


def _axis(count, length):
    at = np.clip((np.arange(count) + 0.5) * length / count - 0.5, 0, length - 1)
    low = np.floor(at).astype(int)
    return low, np.minimum(low + 1, length - 1), at - low


def scale(picture, width, height):
    picture = picture.astype(np.float64)
    y0, y1, fy = _axis(height, picture.shape[0])
    x0, x1, fx = _axis(width, picture.shape[1])
    fx, fy = fx[None, :, None], fy[:, None, None]
    top = picture[y0][:, x0] * (1 - fx) + picture[y0][:, x1] * fx
    bottom = picture[y1][:, x0] * (1 - fx) + picture[y1][:, x1] * fx
    return np.floor(top * (1 - fy) + bottom * fy + 0.5).astype(np.uint8)


def square(picture):
    """Padded to a square with black, the picture at the top left."""
    height, width = picture.shape[:2]
    padded = np.zeros((max(height, width),) * 2 + (3,), np.uint8)
    padded[:height, :width] = picture
    return padded


def middle(picture):
    """The largest square in the middle."""
    height, width = picture.shape[:2]
    side = min(height, width)
    top, left = (height - side) // 2, (width - side) // 2
    return picture[top:top + side, left:left + side]
