#!/usr/bin/env bash
# What `input.shrink: true` changes in the answers of the shipped moderation, on photos as cameras write them. By hand:
#     ops/bench/shrink-photos.sh [FOLDER [REPORT.html]]
# Without a folder it fetches the camera photos that metadata-extractor is tested with (260 MB), at a pinned commit. Only
# JPEGs of at least 448 pixels on each side count, for no other is shrunk. The report shows the photos that differ most.
set -euo pipefail
home=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
work=$(mktemp -d)
up=
trap '[ -z "$up" ] || kill -TERM "$up" 2>/dev/null || true; wait; rm -rf "$work"' EXIT

photos=${1:-}
if [ -z "$photos" ]; then
    git clone --quiet --filter=blob:none --no-checkout https://github.com/drewnoakes/metadata-extractor-images.git "$work/images"
    git -C "$work/images" sparse-checkout set --no-cone /jpg/
    git -C "$work/images" checkout --quiet 4beba640487802442bc9931fb01274e908102d3a
    photos=$work/images/jpg
fi

# Width and height are in the first of the segments C0, C1, C2 (ITU-T T.81, B.2.2).
python3 - "$photos" "$work/large" <<'PY'
import pathlib, shutil, struct, sys

into = pathlib.Path(sys.argv[2])
into.mkdir()
for file in sorted(pathlib.Path(sys.argv[1]).rglob("*")):
    data = file.read_bytes() if file.is_file() else b""
    at, shorter = 2, 0
    while data[:2] == b"\xff\xd8" and at + 9 <= len(data) and data[at] == 0xFF:
        if data[at + 1] in (0xC0, 0xC1, 0xC2):
            shorter = min(struct.unpack(">HH", data[at + 5 : at + 9]))
            break
        at += 2 + struct.unpack(">H", data[at + 2 : at + 4])[0]
    if shorter >= 448:
        shutil.copy(file, into / f"{len(list(into.iterdir())):04}.jpg")
PY
echo "$(find "$work/large" -type f | wc -l) photos are large enough"

cp -r "$home/worker/pipelines/moderation" "$work/shrinking"
sed -i 's/resize: squash}/resize: squash, shrink: true}/' "$work/shrinking/pipeline.yaml"
grep -q 'shrink: true' "$work/shrinking/pipeline.yaml"

mkdir "$work/models"
cp -r "$home/worker/pipelines/moderation" "$work/models"
MODEL_PATH=$work/models "$home/ops/sluice" up --env-file "$work/env" >"$work/up.log" 2>&1 &
up=$!
until [ -e "$work/env" ]; do
    kill -0 "$up" || { cat "$work/up.log"; exit 1; }
    sleep 0.5
done
# shellcheck disable=SC1091 # written by `up`
. "$work/env"
export MODEL_PATH=$work/models
"$home/ops/sluice" models add moderation shrinking --from "$work/shrinking"
"$home/ops/sluice" models report moderation shrinking --dir "$work/large" --pictures 1000 --html "${2:-$work/report.html}"
