"""Makes the profiles here and what LittleCMS (through Pillow 13.0) makes of some colours.

python3 -m venv v && v/bin/pip install pillow==13.0.0 numpy && v/bin/python make.py
"""

import io
import json
import struct
from pathlib import Path

import numpy as np
from PIL import Image, ImageCms

D50_XYZ = np.array([0.9642, 1, 0.8249])
D65, D50 = (0.3127, 0.3290), (0.3457, 0.3585)
BRADFORD = np.array(
    [[0.8951, 0.2664, -0.1614], [-0.7502, 1.7135, 0.0367], [0.0389, -0.0685, 1.0296]]
)


def s15(*values):
    return b"".join(struct.pack(">i", round(v * 65536)) for v in values)


def gamma(g):
    return b"curv\0\0\0\0" + struct.pack(">IH", 1, round(g * 256))


def text(t):
    return b"text\0\0\0\0" + t.encode() + b"\0"


def name(t):
    t = t.encode() + b"\0"
    return b"desc\0\0\0\0" + struct.pack(">I", len(t)) + t + b"\0" * 78


def profile(space, title, tags, pcs=b"XYZ ", kind=b"mntr"):
    tags = [(b"desc", name(title)), (b"cprt", text("CC0"))] + tags
    offset, table, data = 132 + 12 * len(tags), b"", b""
    for key, value in tags:
        value += b"\0" * (-len(value) % 4)
        table += key + struct.pack(">II", offset + len(data), len(value))
        data += value
    head = struct.pack(
        ">I4xI4s4s4s6H4s28x", offset + len(data), 0x02400000, kind, space, pcs,
        2026, 1, 1, 0, 0, 0, b"acsp",
    )
    return head + s15(*D50_XYZ) + b"\0" * 48 + struct.pack(">I", len(tags)) + table + data


def xyz(x, y):
    return np.array([x / y, 1, (1 - x - y) / y])


def matrix(red, green, blue, white):
    primaries = np.stack([xyz(*red), xyz(*green), xyz(*blue)], 1)
    scaled = primaries * np.linalg.solve(primaries, xyz(*white))
    scale = (BRADFORD @ D50_XYZ) / (BRADFORD @ xyz(*white))
    return np.linalg.inv(BRADFORD) @ np.diag(scale) @ BRADFORD @ scaled


def rgb(title, red, green, blue, white, curve):
    m = matrix(red, green, blue, white)
    tags = [(key + b"XYZ", b"XYZ \0\0\0\0" + s15(*m[:, i])) for i, key in enumerate([b"r", b"g", b"b"])]
    tags += [(key + b"TRC", curve) for key in [b"r", b"g", b"b"]]
    return profile(b"RGB ", title, tags)


SRGB_CURVE = b"para\0\0\0\0" + struct.pack(">HH", 3, 0) + s15(2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045)
SRGB = (0.64, 0.33), (0.30, 0.60), (0.15, 0.06), D65


def lab(linear):
    """CIE L*a*b* of linear sRGB."""
    t = linear @ matrix(*SRGB).T / D50_XYZ
    f = np.where(t > 216 / 24389, np.cbrt(t), (24389 / 27 * t + 16) / 116)
    return np.stack([116 * f[:, 1] - 16, 500 * (f[:, 0] - f[:, 1]), 200 * (f[:, 1] - f[:, 2])], 1)


def table(channels, grid, colour):
    """A table of 8 bits, its curves straight."""
    axes = np.meshgrid(*[np.linspace(0, 1, grid)] * channels, indexing="ij")
    values = lab(colour(np.stack(axes, -1).reshape(-1, channels)))
    codes = np.clip(np.rint(values * [2.55, 1, 1] + [0, 128, 128]), 0, 255).astype(np.uint8)
    straight = bytes(range(256))
    head = b"mft1\0\0\0\0" + bytes([channels, 3, grid, 0]) + s15(1, 0, 0, 0, 1, 0, 0, 0, 1)
    return head + straight * channels + codes.tobytes() + straight * 3


def scanner(rgb):
    """Channels that see something of each other."""
    mixed = rgb @ np.array([[0.7, 0.1, 0.2], [0.2, 0.7, 0.1], [0.0, 0.3, 0.7]]).T
    return mixed**1.8


def inks(cmyk):
    """Each ink lets through some of the light."""
    through = np.array([[0.01, 0.27, 0.60], [0.60, 0.02, 0.25], [0.90, 0.80, 0.02], [0.02, 0.02, 0.02]])
    return 0.95 * np.prod(1 - cmyk[:, :, None] * (1 - through), axis=1)


PROFILES = {
    "srgb": rgb("sRGB", *SRGB, SRGB_CURVE),
    "display-p3": rgb("Display P3", (0.68, 0.32), (0.265, 0.69), (0.15, 0.06), D65, SRGB_CURVE),
    "adobe-rgb": rgb("Adobe RGB", (0.64, 0.33), (0.21, 0.71), (0.15, 0.06), D65, gamma(563 / 256)),
    "prophoto": rgb("ProPhoto", (0.7347, 0.2653), (0.1596, 0.8404), (0.0366, 0.0001), D50, gamma(1.8)),
    "grey-1.8": profile(b"GRAY", "Grey", [(b"kTRC", gamma(1.8))]),
    "scanner": profile(b"RGB ", "Scanner", [(b"A2B0", table(3, 9, scanner))], b"Lab ", b"scnr"),
    "inks": profile(b"CMYK", "Inks", [(b"A2B0", table(4, 7, inks))], b"Lab ", b"prtr"),
}


def main():
    here = Path(__file__).parent
    random = np.random.default_rng(7)
    steps = np.linspace(0, 255, 5).astype(np.uint8)
    corners = np.stack(np.meshgrid(steps, steps, steps, indexing="ij"), -1).reshape(-1, 3)
    colours = np.concatenate([corners, random.integers(0, 256, (131, 3), dtype=np.uint8)])
    expected = {"colours": colours.tolist()}
    for key, icc in PROFILES.items():
        (here / f"{key}.icc").write_bytes(icc)
        if key == "inks":
            continue
        mode = "L" if key.startswith("grey") else "RGB"
        stored = Image.fromarray(colours[None])
        stored = stored.getchannel("G") if mode == "L" else stored
        seen = ImageCms.profileToProfile(
            stored, ImageCms.getOpenProfile(io.BytesIO(icc)), ImageCms.createProfile("sRGB"), outputMode="RGB"
        )
        expected[key] = np.asarray(seen)[0].tolist()
    lines = [f'"{key}": {json.dumps(value, separators=(",", ":"))}' for key, value in expected.items()]
    (here / "expected.json").write_text("{\n" + ",\n".join(lines) + "\n}\n")


main()
