#!/bin/sh
read -r word <"$1/first/copy.txt"
echo "second $word" >>"RUNS"
echo "{\"headline\": \"$word\"}" >"$2/result.json"
