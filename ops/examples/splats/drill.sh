#!/usr/bin/env bash
# Run by hand, for it takes some minutes: a worker is killed (kill -9) in each stage, a job is stopped and resumed in each, and how
# long a stage takes to hand over to the next is measured. Needs colmap; with SPLAT_TRANSFORM, the path of splat-transform 3, the
# scene is a SOG. The last output is in drill.txt.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../../.."
{
    echo "$(nproc) cores; load before: $(cut -d' ' -f1 /proc/loadavg)"
    "${MVN:-mvn}" -q -B -Dquick -Pe2e verify -Dit.test="${1:-StagesDrill}" -Dfailsafe.failIfNoSpecifiedTests=false -Dsurefire.skip=true
} 2>&1 | tee target/drill.txt
