#!/usr/bin/env python3
"""Uploads files by Sluice's HTTP API, waits for their results and prints them.

    export SLUICE_API_URL=http://127.0.0.1:8490 SLUICE_API_TOKEN=sluice_…
    python3 sluice_client.py cat.jpg --pipeline moderation
    python3 sluice_client.py face.jpg text.txt --pipeline emotion --id sessionID=session-1

Needs Python 3.9 or later and nothing else. Exit code 1: a job failed, 3: the API refused.
"""

import argparse
import gzip
import json
import os
import sys
import time
import urllib.error
import urllib.request

TRIES = 5


class Refused(Exception):
    """The API, or the store, does not do what it was asked."""


class Sluice:
    def __init__(self, url, token):
        self.url = url.rstrip("/")
        self.token = token

    def upload(self, file, pipeline=None, ids=None, metadata=None):
        """Sends a file. Returns the address at which its job is asked for."""
        size = os.path.getsize(file)
        wish = {"name": os.path.basename(file), "size": size, "ids": ids or {}, "metadata": metadata or {}}
        if pipeline:
            wish["pipeline"] = pipeline
        upload = self._call("POST", "/v1/uploads", wish)[1]
        with open(file, "rb") as source:
            if "url" in upload:
                _send(upload["url"], source.read(), upload["headers"])
            else:
                for part in upload["parts"]:
                    _send(part, source.read(upload["partSize"]), {})
                self._call("POST", "/v1/uploads/complete", {"key": upload["key"], "uploadID": upload["uploadID"]})
        return upload["job"]

    def wait(self, job, seconds=600):
        """Waits until a job is settled. The API answers at the latest after 25 seconds, so ask again."""
        end = time.monotonic() + seconds
        while True:
            status, document = self._call("GET", job + ("&" if "?" in job else "?") + "wait=25")
            if status == 200:
                return document
            if time.monotonic() > end:
                raise TimeoutError("%s is still %s" % (job, document["status"]))

    @staticmethod
    def result(document):
        """The result of a completed job. In a pack it is some bytes of a larger object."""
        link = document["links"]["result"]
        with urllib.request.urlopen(urllib.request.Request(link["href"], headers=link.get("headers", {}))) as answer:
            content = answer.read()
        return json.loads(gzip.decompress(content) if link.get("encoding") == "gzip" else content)

    def _call(self, method, path, body=None):
        request = urllib.request.Request(self.url + path, method=method)
        request.add_header("Authorization", "Bearer " + self.token)
        data = None
        if body is not None:
            request.add_header("Content-Type", "application/json")
            data = json.dumps(body).encode()
        for left in reversed(range(TRIES)):
            try:
                with urllib.request.urlopen(request, data, timeout=40) as answer:
                    return answer.status, json.loads(answer.read() or b"null")
            except urllib.error.HTTPError as error:
                said = error.read()
                if error.code not in (429, 503) or not left:
                    raise Refused("%s %s: %s" % (method, path, _detail(said) or error)) from None
                time.sleep(int(error.headers.get("Retry-After", 1)))


def _send(url, content, headers):
    with urllib.request.urlopen(urllib.request.Request(url, content, headers, method="PUT")):
        pass


def _detail(said):
    try:
        return json.loads(said)["detail"]
    except (ValueError, KeyError, TypeError):
        return None


def _pairs(texts):
    return dict(text.split("=", 1) for text in texts)


def main():
    arguments = argparse.ArgumentParser(description="Uploads files and prints their results.")
    arguments.add_argument("files", nargs="+")
    arguments.add_argument("--pipeline")
    arguments.add_argument("--id", action="append", default=[], metavar="NAME=VALUE")
    arguments.add_argument("--meta", action="append", default=[], metavar="NAME=VALUE")
    given = arguments.parse_args()
    sluice = Sluice(os.environ["SLUICE_API_URL"], os.environ["SLUICE_API_TOKEN"])
    try:
        jobs = [sluice.upload(file, given.pipeline, _pairs(given.id), _pairs(given.meta)) for file in given.files]
        failed = 0
        for file, job in zip(given.files, jobs):
            document = sluice.wait(job)
            if document["status"] == "completed":
                print(json.dumps(sluice.result(document)))
            else:
                failed += 1
                print("%s: %s: %s" % (file, document.get("reasonCode"), document.get("reason")), file=sys.stderr)
        return 1 if failed else 0
    except (Refused, TimeoutError) as error:
        print(error, file=sys.stderr)
        return 3


if __name__ == "__main__":
    sys.exit(main())
