#!/usr/bin/env bash
# Two versions of the fleet side by side on one stack of emulators: this build, and an earlier commit's. The fleet is
# upgraded and set back while pictures arrive, each program drained by SIGTERM in the middle of its work; at the end
# every upload must have been completed exactly once.
# Usage: ops/deploy/drill/two-versions.sh COMMIT   (its build, once: target/against/COMMIT; about five minutes in all)
set -euo pipefail
home=$(cd "$(dirname "${BASH_SOURCE[0]}")/../../.." && pwd -P)
commit=$(git -C "$home" rev-parse --verify --quiet "${1:?COMMIT}^{commit}") || { echo "there is no commit $1" >&2; exit 2; }
command -v aws >/dev/null || { echo "this needs the aws command line" >&2; exit 3; }
export AWS_PAGER=

work=$(mktemp -d)
declare -A running=()
finish() {
    for pid in "${running[@]}"; do kill -TERM "$pid" 2>/dev/null || true; done
    wait || true
    rm -rf "$work"
}
trap finish EXIT
fail() { echo "FAILED: $*" >&2; tail -n 20 "$work"/*.log >&2; exit 1; }

old=$home/target/against/$commit
if [ ! -e "$old" ]; then
    mkdir -p "$old.$$"
    git -C "$home" archive "$commit" | tar -x -C "$old.$$"
    mv "$old.$$" "$old"
fi
echo "earlier: $(git -C "$home" show -s --format='%h of %cs, "%s"' "$commit")"
echo "this:    $(git -C "$home" show -s --format='%h of %cs, "%s"' HEAD)$(git -C "$home" diff --quiet HEAD -- || echo ', and changes')"
"$old/ops/sluice" --version >"$work/build.log" 2>&1 || { cat "$work/build.log" >&2; exit 3; }
"$home/ops/sluice" --version >"$work/build.log" 2>&1 || { cat "$work/build.log" >&2; exit 3; }

# What an earlier version does not know it must not be told: an unknown SLUICE_* is an error.
become() { # version, command ...
    local version=$1
    shift
    if [ "$version" = earlier ]; then
        exec env -u SLUICE_INDEXES -u SLUICE_HTTP -u SLUICE_METRICS "$old/ops/sluice" "$@"
    fi
    exec "$home/ops/sluice" "$@"
}
run() { (become "$@"); }
start() { # version, program
    local name=$1-$2-$((++started)) ready
    case $2 in worker) ready="the worker polls" ;; *) ready="dispatcher polls" ;; esac
    SLUICE_LOG_LEVEL=debug SLUICE_DRAIN_TIMEOUT=60s become "$1" "$2" >"$work/$name.log" 2>&1 & # whose process ID is the program's
    running[$1-$2]=$!
    for ((i = 0; i < 600; i++)); do
        ! grep -qsi "$ready" "$work/$name.log" || return 0
        kill -0 "${running[$1-$2]}" 2>/dev/null || fail "$name ended"
        sleep 0.2
    done
    fail "$name does not poll"
}
stop() { # version: drains both of its programs, whatever they do
    for program in dispatcher worker; do
        local pid=${running[$1-$program]} code=0
        kill -TERM "$pid"
        wait "$pid" || code=$?
        unset "running[$1-$program]"
        [ "$code" = 0 ] || fail "$1 $program ended with $code"
    done
}
started=0
samples=$home/ops/local/src/main/resources/samples
uploads=0
upload() { # phase
    local tree=$work/$1 picture name
    for ((customer = 1; customer <= 6; customer++)); do
        mkdir -p "$tree/$1-$customer/uploaded" "$tree/$1-$customer/moderate"
        for picture in "$samples"/flakes/*.jpg; do
            name=$(basename "$picture" .jpg)
            cp "$picture" "$tree/$1-$customer/uploaded/${name}_original.jpg"
        done
        cp "$samples"/photos/*.png "$samples"/photos/*.jpg "$tree/$1-$customer/moderate/"
    done
    uploads=$((uploads + $(find "$tree" -type f | wc -l)))
    aws --endpoint-url "$AWS_ENDPOINT_URL_S3" s3 cp --quiet --recursive "$tree" "s3://$S3_BUCKET_NAME/" || fail "upload"
}

"$home/ops/sluice" up --only aws --env-file "$work/env" >"$work/up.log" 2>&1 &
running[up]=$!
for ((i = 0; i < 300; i++)); do [ -e "$work/env" ] || sleep 0.2; done
# shellcheck disable=SC1091 # written by `up`
. "$work/env"

say() { printf '%-62s %3d uploads\n' "$1" "$uploads"; }
run earlier provision >"$work/provision.log" 2>&1 || fail "the earlier provision"
start earlier dispatcher
start earlier worker
upload first
say "1. the earlier version alone:"

run this provision >"$work/provision.log" 2>&1 || fail "this provision"
start this dispatcher
start this worker
upload second
say "2. tables changed forward, both versions side by side:"

stop earlier
upload third
say "3. the earlier version drained in its work; this one alone:"

start earlier dispatcher
start earlier worker
upload fourth
stop this
say "4. set back by one version, this one drained in its work:"

upload fifth
say "5. the earlier version alone, on the changed tables:"

count() { # query
    aws --endpoint-url "$AWS_ENDPOINT_URL_DYNAMODB" dynamodb scan --consistent-read --table-name "$DYNAMODB_TABLE_NAME" \
        --select COUNT --filter-expression "processingStatus = :s" --expression-attribute-values "{\":s\": {\"S\": \"$1\"}}" \
        --query Count --output text
}
for ((i = 0; i < 300; i++)); do
    [ "$(count completed)" -lt "$uploads" ] || break
    [ "$(count failed)" = 0 ] || fail "$(count failed) rows failed"
    sleep 1
done
stop earlier

rows=$(count completed)
documents=$(aws --endpoint-url "$AWS_ENDPOINT_URL_S3" s3 ls --recursive "s3://$S3_BUCKET_NAME/" | grep -c '_result\.json$')
completed=$(cat "$work"/*-worker-*.log | grep -c ' completed ' || true)
distinct=$(cat "$work"/*-worker-*.log | grep -o ' completed .*' | sort -u | wc -l)
again=$(cat "$work"/*-worker-*.log | grep -c 'was settled before\|was completed before' || true)
echo
echo "uploads                                $uploads"
echo "rows completed                         $rows"
echo "result documents                       $documents"
echo "completions by the earlier version     $(cat "$work"/earlier-worker-*.log | grep -c ' completed ' || true)"
echo "completions by this version            $(cat "$work"/this-worker-*.log | grep -c ' completed ' || true)"
echo "uploads completed more than once       $((completed - distinct))"
echo "repeats that changed nothing           $again"
[ "$rows" = "$uploads" ] && [ "$documents" = "$uploads" ] && [ "$completed" = "$uploads" ] && [ "$distinct" = "$uploads" ] ||
    fail "not everything was completed exactly once"
echo "Every upload was completed exactly once."
