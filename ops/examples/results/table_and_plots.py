#!/usr/bin/env python3
"""Turns a bucket of results into a table and plots.

    . ./sluice.env                          # S3_BUCKET_NAME, DYNAMODB_TABLE_NAME, AWS_*
    pip install -r requirements.txt
    python3 table_and_plots.py --out report [--customer acme]...

Reads the rows of each customer and the documents that they name, whole or in packs, and writes results.csv,
findings.png and milliseconds.png. A pack is read once, whatever it has of a customer's results; which of its lines
count only the rows say.
"""

import argparse
import collections
import csv
import gzip
import json
import os
import pathlib

import boto3
import matplotlib

matplotlib.use("Agg")  # no display is needed
import matplotlib.pyplot as pyplot  # noqa: E402
from matplotlib.ticker import MaxNLocator  # noqa: E402
from boto3.dynamodb.conditions import Key  # noqa: E402

BUCKET = os.environ["S3_BUCKET_NAME"]
RESULTS = os.environ.get("RESULT_BUCKET_NAME", BUCKET)
TABLE = os.environ["DYNAMODB_TABLE_NAME"]
STAGES = ["queue", "fetch", "decode", "model", "task"]
COLUMNS = ["customer", "item", "pipeline", "modelVersion", "status", "finding", "confidence", "count", *STAGES]


def customers(s3):
    """Whoever has files: what stands before the first slash."""
    for page in s3.get_paginator("list_objects_v2").paginate(Bucket=BUCKET, Delimiter="/"):
        for prefix in page.get("CommonPrefixes", []):
            yield prefix["Prefix"].rstrip("/")


def rows(table, customer):
    query = {"KeyConditionExpression": Key("customerID").eq(customer)}
    while True:
        page = table.query(**query)
        yield from page["Items"]
        if "LastEvaluatedKey" not in page:
            return
        query["ExclusiveStartKey"] = page["LastEvaluatedKey"]


class Documents:
    def __init__(self, s3):
        self.s3 = s3
        self.pack = (None, b"")

    def of(self, row):
        key = row.get("resultKey")
        if key is None:
            return {}
        if "resultOffset" not in row:
            return json.loads(self.read(key))
        if self.pack[0] != key:
            self.pack = (key, self.read(key))
        first, length = int(row["resultOffset"]), int(row["resultLength"])
        return json.loads(gzip.decompress(self.pack[1][first : first + length]))

    def read(self, key):
        return self.s3.get_object(Bucket=RESULTS, Key=key)["Body"].read()


def line(row, document):
    """One line of the table: what each kind of result has in common, and empty cells for the rest."""
    found = document.get("classification", {})
    counts = [len(value) for value in document.get("detection_results", {}).values() if isinstance(value, list)]
    milliseconds = document.get("milliseconds", {})
    reason = row.get("failureReason", "").split(":")[0]
    return {
        "customer": row["customerID"],
        "item": row["imageID"],
        "pipeline": row.get("pipeline", ""),
        "modelVersion": row.get("modelVersion", ""),
        "status": row.get("processingStatus", ""),
        "finding": found.get("class") or reason or row.get("headline", ""),
        "confidence": found.get("confidence", ""),
        "count": sum(counts) if counts else "",
        **{stage: milliseconds.get(stage, "") for stage in STAGES},
    }


def text(cell):
    """Customers name files: a spreadsheet must not take a name for a formula."""
    return "'" + cell if isinstance(cell, str) and cell[:1] in "=+-@\t\r" and cell else cell


def label(each):
    return "%s found" % each["count"] if each["count"] != "" else each["finding"] or each["status"]


def plot_findings(lines, file):
    """By pipeline what was found how often: the ten most frequent of each."""
    pipelines = sorted({each["pipeline"] for each in lines}) or [""]
    figure, axes = pyplot.subplots(len(pipelines), 1, figsize=(8, 2 + 2.2 * len(pipelines)), squeeze=False)
    for axis, pipeline in zip(axes[:, 0], pipelines):
        counts = collections.Counter(label(each) for each in lines if each["pipeline"] == pipeline).most_common(10)
        names = [name if len(name) <= 40 else name[:39] + "…" for name, _ in counts]
        axis.barh(range(len(counts)), [count for _, count in counts], height=0.6)
        axis.set_ylim(max(len(counts), 3) - 0.4, -0.6)
        axis.set_yticks(range(len(counts)), names, parse_math=False)
        axis.set_title(pipeline or "no pipeline", parse_math=False)
        axis.set_xlabel("results")
        axis.xaxis.set_major_locator(MaxNLocator(integer=True))
    save(figure, file)


def plot_milliseconds(lines, file):
    """By pipeline the mean of each stage."""
    pipelines = sorted({each["pipeline"] for each in lines if each["task"] != ""}) or [""]
    figure, axis = pyplot.subplots(figsize=(8, 2 + 0.6 * len(pipelines)))
    left = [0.0] * len(pipelines)
    for stage in STAGES:
        means = []
        for pipeline in pipelines:
            some = [float(each[stage]) for each in lines if each["pipeline"] == pipeline and each[stage] != ""]
            means.append(sum(some) / len(some) if some else 0.0)
        axis.barh(pipelines, means, left=left, label=stage)
        left = [a + b for a, b in zip(left, means)]
    axis.set_xlabel("milliseconds, mean")
    axis.legend()
    save(figure, file)


def save(figure, file):
    figure.tight_layout()
    figure.savefig(file, dpi=120)
    pyplot.close(figure)


def main():
    arguments = argparse.ArgumentParser(description="Turns a bucket of results into a table and plots.")
    arguments.add_argument("--customer", action="append", help="this one's alone; may be repeated")
    arguments.add_argument("--out", type=pathlib.Path, default=pathlib.Path("report"))
    given = arguments.parse_args()
    s3 = boto3.client("s3")
    table = boto3.resource("dynamodb").Table(TABLE)
    documents = Documents(s3)
    lines = []
    for customer in given.customer or customers(s3):
        # Rows of one pack follow each other, so that it is read once.
        for row in sorted(rows(table, customer), key=lambda row: row.get("resultKey", "")):
            lines.append(line(row, documents.of(row)))
    given.out.mkdir(parents=True, exist_ok=True)
    with open(given.out / "results.csv", "w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        writer.writerows({name: text(cell) for name, cell in each.items()} for each in lines)
    plot_findings(lines, given.out / "findings.png")
    plot_milliseconds(lines, given.out / "milliseconds.png")
    print("%d results in %s" % (len(lines), given.out))


if __name__ == "__main__":
    main()
