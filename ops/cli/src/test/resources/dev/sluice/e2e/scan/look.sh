#!/bin/sh
# Takes minutes the first time, and is done at once where it went on from a checkpoint.
out=$2
if [ -e "$out/checkpoint/begun" ]; then
    echo "goes on"
    exit 0
fi
mkdir -p "$out/checkpoint"
echo 1 >"$out/checkpoint/.next" && mv "$out/checkpoint/.next" "$out/checkpoint/begun"
i=0
while [ $i -lt 3000 ]; do
    i=$((i + 1))
    echo "step $i/3000"
    sleep 0.1
done
