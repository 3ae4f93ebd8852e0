#!/usr/bin/env bash
# ministack 1.5.33 as pip installs it: CloudWatch takes metrics from the AWS SDKs, answers 200 and drops them.
#
# Expected: an emulator that lists CloudWatch keeps what PutMetricData sends, or refuses it.
# Seen: today's SDKs speak CBOR to CloudWatch, for which ministack wants the package cbor2. It does not ask pip for it, and
# without it answers 200, with JSON labelled as CBOR, and keeps nothing. With cbor2 beside it all is well. The build installs
# both (.ci/run), and MetricsIT reads back what it has put.
# Needs: Python 3 with venv, curl.
set -euo pipefail
work=$(mktemp -d)
server=
trap 'kill "$server" 2>/dev/null || true; wait "$server" 2>/dev/null || true; rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install -q --disable-pip-version-check ministack==1.5.33
python3 -m venv writer # which knows CBOR
writer/bin/pip install -q --disable-pip-version-check cbor2==5.7.0
writer/bin/python - <<'PY'
import cbor2, pathlib
put = {"Namespace": "Finding", "MetricData": [{"MetricName": "Jobs", "Value": 5.0, "Unit": "Count"}]}
pathlib.Path("put").write_bytes(cbor2.dumps(put))
pathlib.Path("list").write_bytes(cbor2.dumps({"Namespace": "Finding"}))
PY

ask() { # operation, body
    curl -sS -o answer -w '%{http_code} %{content_type}' -H 'smithy-protocol: rpc-v2-cbor' -H 'Content-Type: application/cbor' \
        -H 'Accept: application/cbor' \
        -H 'Authorization: AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/monitoring/aws4_request, SignedHeaders=host, Signature=0' \
        --data-binary "@$2" "http://127.0.0.1:$port/service/GraniteServiceVersion20100801/operation/$1"
}

try() {
    port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
    (cd "$work" && GATEWAY_PORT=$port BIND_HOST=127.0.0.1 exec venv/bin/ministack) >log 2>&1 &
    server=$!
    for ((i = 0; i < 240; i++)); do
        ! (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || break
        sleep 0.5
    done
    echo "$1: put $(ask PutMetricData put)"
    ask ListMetrics list >/dev/null
    kept=no
    ! grep -aq Jobs answer || kept=yes
    echo "$1: listed $(head -c 1 answer | grep -aq '{' && echo JSON || echo CBOR), kept: $kept"
    kill "$server"
    wait "$server" 2>/dev/null || true
}

try alone | tee seen
venv/bin/pip install -q --disable-pip-version-check cbor2==5.7.0
try "with cbor2" | tee -a seen
diff - seen <<'SEEN'
alone: put 200 application/cbor
alone: listed JSON, kept: no
with cbor2: put 200 application/cbor
with cbor2: listed CBOR, kept: yes
SEEN
