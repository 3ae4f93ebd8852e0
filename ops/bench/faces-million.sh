#!/usr/bin/env bash
# The index of vectors at 1,000,000: 50,000 people with 20 pictures each, made from a seed, beside exact search and Lucene's
# graph. By hand, on a quiet machine: half an hour, most of it for the graph; 4 GB of memory, 2 GB of disk.
# Lucene needs the JDK's vector module, which is still in incubation, to be quick.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
export FACES_PEOPLE=50000 JAVA_OPTS="-Xmx2500m --add-modules=jdk.incubator.vector ${JAVA_OPTS:-}"
exec ops/sluice bench faces --json "${1:-ops/bench/results/faces-million.json}"
