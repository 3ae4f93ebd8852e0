#!/bin/sh
# "Makes" a scene: a cube of 3,000 splats with a side of each colour, which lies beside this file.
cp "$(dirname "$0")/scene.sog" "$2/scene.sog"
echo '{"headline": "a cube of 3,000 splats"}' >"$2/result.json"
