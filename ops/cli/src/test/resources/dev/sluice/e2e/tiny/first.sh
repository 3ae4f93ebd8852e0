#!/bin/sh
# Counts to the number that the upload says, from its checkpoint; leaves a copy of the upload.
in=$1
out=$2
read -r word number <"$in"/input.txt
mkdir -p "$out/checkpoint" "$out/deep/er"
done=$(cat "$out/checkpoint/done" 2>/dev/null || echo 0)
echo "begins at $done"
case $word in
refused)
    echo '{"code": "no-good", "message": "There is nothing good in it; send something better."}' >"$out/failure.json"
    exit 70
    ;;
broken) exit 3 ;;
full)
    dd if=/dev/zero of="$out/large" bs=1M count=60 2>/dev/null
    sleep 60
    ;;
stubborn)
    trap '' TERM
    (trap '' TERM; setsid sh -c 'trap "" TERM; while :; do sleep 0.1; done' &)
    ;;
esac
while [ "$done" -lt "$number" ]; do
    done=$((done + 1))
    echo "$done" >"$out/checkpoint/.next" && mv "$out/checkpoint/.next" "$out/checkpoint/done"
    echo "{\"progress\": 0.$(printf '%02d' $((done * 100 / (number + 1)))), \"message\": \"step $done\"}"
    sleep 0.1
done
env >"$out/deep/er/environment.txt"
cp "$in/input.txt" "$out/copy.txt"
