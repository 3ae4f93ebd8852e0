#!/usr/bin/env bash
# The index of vectors at 1,000,000: 50,000 people with 20 pictures each, made from a seed, beside exact search and Lucene's
# graph. By hand, on a quiet machine: half an hour, most of it for the graph; 3 GB of memory, 2 GB of disk.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
FACES_PEOPLE=50000 JAVA_TOOL_OPTIONS="-Xmx2500m" exec ops/sluice bench faces --json "${1:-ops/bench/results/faces-million.json}"
