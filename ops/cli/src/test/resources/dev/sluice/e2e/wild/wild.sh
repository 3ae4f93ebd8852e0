#!/bin/sh
# Does what the upload says: what no program should do.
read -r word <"$1/input.txt"
echo "first $word" >>"RUNS"
case $word in
loud) yes "$(head -c 4000 /dev/zero | tr '\0' x)" | head -c 1073741824 ;;
forks)
    i=0
    while [ $i -lt 20 ]; do
        i=$((i + 1))
        (trap '' TERM HUP; setsid sh -c 'trap "" TERM HUP; while :; do sleep 0.5; done') &
    done
    ;;
full) while :; do dd if=/dev/zero of="$2/large$(date +%N)" bs=1M count=8 2>/dev/null; sleep 0.1; done ;;
hungry) head -c 800000000 /dev/zero | tail -c 790000000 | sleep 600 ;;
endless)
    trap '' TERM
    while :; do sleep 0.5; done
    ;;
links)
    ln -s /etc/passwd "$2/link"
    mkfifo "$2/pipe"
    mkdir "$2/locked" && echo secret >"$2/locked/file" && chmod 000 "$2/locked"
    ;;
esac
cp "$1/input.txt" "$2/copy.txt"
