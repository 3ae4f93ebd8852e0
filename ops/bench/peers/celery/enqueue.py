"""Reads jobs from stdin, one JSON document a line, and sends them to the queue."""

import json
import sys
from concurrent.futures import ThreadPoolExecutor

from tasks import app, classify

THREADS = 8

app.conf.broker_pool_limit = THREADS


def send(line):
    classify.apply_async((json.loads(line),), retry=True)


if __name__ == "__main__":
    with ThreadPoolExecutor(THREADS) as threads:
        sent = sum(1 for _ in threads.map(send, filter(str.strip, sys.stdin)))
    print(f"{sent} sent", file=sys.stderr)
