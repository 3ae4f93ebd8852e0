#!/bin/sh
# Counts as the first did, and says what it found of it.
read -r word number <"$1"/first/copy.txt
i=0
while [ $i -lt "$number" ]; do
    i=$((i + 1))
    echo "step $i/$number"
    sleep 0.1
done
tr a-z A-Z <"$1/first/copy.txt" >"$2/loud.txt"
echo "{\"headline\": \"$word, loudly\", \"steps\": $number}" >"$2/result.json"
