#!/usr/bin/env python3
"""The same for callers who have AWS credentials: S3 and DynamoDB alone, no API between.

    . ./sluice.env                          # S3_BUCKET_NAME, DYNAMODB_TABLE_NAME, AWS_*
    python3 with_boto3.py acme scan-0000001 scan.jpg

Uploads a picture for flakes, waits by its row, prints the result. Needs boto3. Exit code 1: the job failed.
"""

import gzip
import json
import os
import sys
import time

import boto3

BUCKET = os.environ["S3_BUCKET_NAME"]
RESULTS = os.environ.get("RESULT_BUCKET_NAME", BUCKET)
TABLE = os.environ["DYNAMODB_TABLE_NAME"]


def row_of(table, customer, image):
    return table.get_item(Key={"customerID": customer, "imageID": image}, ConsistentRead=True).get("Item", {})


def wait(table, customer, image, before):
    """Until the row tells of an upload other than the one before: a row may be there already."""
    for pause in [0.2] * 10 + [1] * 600:
        row = row_of(table, customer, image)
        if row.get("generation") != before and row.get("processingStatus") in ("completed", "failed", "deleted"):
            return row
        time.sleep(pause)
    raise TimeoutError("no result after ten minutes")


def result(s3, row):
    """The document; in a pack it is some bytes of a larger object."""
    if "resultOffset" not in row:
        return json.load(s3.get_object(Bucket=RESULTS, Key=row["resultKey"])["Body"])
    first, length = int(row["resultOffset"]), int(row["resultLength"])
    line = s3.get_object(Bucket=RESULTS, Key=row["resultKey"], Range="bytes=%d-%d" % (first, first + length - 1))
    return json.loads(gzip.decompress(line["Body"].read()))


def main(customer, image, file):
    s3 = boto3.client("s3")
    table = boto3.resource("dynamodb").Table(TABLE)
    before = row_of(table, customer, image).get("generation")
    ending = file.rsplit(".", 1)[-1].lower()
    s3.upload_file(file, BUCKET, "%s/uploaded/%s_original.%s" % (customer, image, ending))
    row = wait(table, customer, image, before)
    if row["processingStatus"] != "completed":
        print("%s: %s" % (file, row.get("failureReason")), file=sys.stderr)
        return 1
    print(json.dumps(result(s3, row)))
    return 0


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))
