"""The Celery app: one task, which takes one picture from S3 to its row in DynamoDB."""

import json
import os
import time
from pathlib import Path
from urllib.parse import quote, urlsplit

import boto3
import cv2
import numpy as np
import onnxruntime
from botocore.config import Config
from celery import Celery
from celery.signals import worker_process_init

SIZE = 224  # of the model's input, px
QUEUE = "jobs"  # Celery's own name for it; SQS knows the URL alone

REGION = os.environ["AWS_REGION"]
QUEUE_URL = os.environ["QUEUE_URL"]
# Kombu takes SQS's host from the broker's URL and does not read AWS_ENDPOINT_URL_SQS.
ENDPOINT = urlsplit(os.environ.get("AWS_ENDPOINT_URL_SQS") or QUEUE_URL)
KEY, SECRET = (
    quote(os.environ[name], safe="") for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")
)

app = Celery("tasks", broker=f"sqs://{KEY}:{SECRET}@{ENDPOINT.netloc}")
app.conf.update(
    broker_connection_retry_on_startup=True,
    broker_transport_options={
        "region": REGION,
        "is_secure": ENDPOINT.scheme == "https",
        "predefined_queues": {QUEUE: {"url": QUEUE_URL}},
        "visibility_timeout": int(os.environ.get("VISIBILITY") or 60),
        "wait_time_seconds": 10,
        # Also the pause before Kombu looks again whether it may fetch more: the default of 1 s
        # gives a process no more jobs a second than are fetched ahead for it.
        "polling_interval": 0.1,
        "client-config": {"tcp_keepalive": True},
    },
    task_default_queue=QUEUE,
    task_serializer="json",
    accept_content=["json"],
    task_ignore_result=True,
    task_acks_late=True,
    task_acks_on_failure=False,  # a failed job comes back, and ends in the DLQ
    task_reject_on_worker_lost=True,  # else the message of a killed process is deleted
    worker_concurrency=int(os.environ.get("PROCESSES") or len(os.sched_getaffinity(0))),
    worker_prefetch_multiplier=10,
    worker_enable_remote_control=False,  # SQS has no broadcast
    worker_send_task_events=False,
)


class Tools:
    """What a process needs for every picture; made after the fork."""

    def __init__(self):
        cv2.setNumThreads(1)
        config = Config(
            region_name=REGION,
            retries={"mode": "standard", "max_attempts": 4},
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
            tcp_keepalive=True,
        )
        session = boto3.Session()
        self.s3 = session.client("s3", config=config)
        self.dynamodb = session.client("dynamodb", config=config)
        folder = Path(os.environ["MODEL_DIR"])
        self.labels = (folder / "labels.txt").read_text().splitlines()
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        self.session = onnxruntime.InferenceSession(folder / "model.onnx", options)
        self.infer(np.zeros((SIZE, SIZE, 3), np.uint8))

    def infer(self, picture):
        return self.session.run(["probabilities"], {"image": picture[np.newaxis]})[0][0]


tools = None


@worker_process_init.connect
def prepare(**_):
    global tools
    tools = Tools()
    print(f"worker {os.getpid()} ready", flush=True)


@app.task(name="classify", bind=True)
def classify(self, job):
    """Result, row; Celery deletes the message when this has returned."""
    body = tools.s3.get_object(Bucket=job["bucket"], Key=job["key"])["Body"]
    classification = rank(tools.infer(picture(body.read())))
    key = f"{job['customerID']}/moderation-result/{job['imageID']}_result.json"
    document = {
        "status": "completed",
        "image_id": job["imageID"],
        "customer_id": job["customerID"],
        "pipeline": job["pipeline"],
        "method": "ONNX classifier",
        "modelVersion": job["modelVersion"],
        "classification": classification,
    }
    tools.s3.put_object(
        Bucket=os.environ["S3_BUCKET_NAME"],
        Key=key,
        Body=json.dumps(document),
        ContentType="application/json",
    )
    message = self.request.properties["delivery_info"]["sqs_message"]
    complete(job, key, classification, message["Attributes"]["ApproximateReceiveCount"])


def picture(encoded):
    """Decodes and squashes to RGB, bilinear, as the model was trained."""
    bgr = cv2.imdecode(np.frombuffer(encoded, np.uint8), cv2.IMREAD_COLOR)
    if bgr is None:
        raise ValueError("not a picture")
    small = cv2.resize(bgr, (SIZE, SIZE), interpolation=cv2.INTER_LINEAR)
    return cv2.cvtColor(small, cv2.COLOR_BGR2RGB)


def rank(scores):
    top = [
        {"class": tools.labels[i], "class_index": int(i), "confidence": round(float(scores[i]), 6)}
        for i in np.argsort(-scores, kind="stable")[:5]
    ]
    return top[0] | {"top": top}


def complete(job, key, classification, attempt):
    metadata = {
        "class": {"S": classification["class"]},
        "confidence": {"N": str(classification["confidence"])},
    }
    try:
        tools.dynamodb.update_item(
            TableName=os.environ["DYNAMODB_TABLE_NAME"],
            Key={"customerID": {"S": job["customerID"]}, "imageID": {"S": job["rowID"]}},
            UpdateExpression="SET processingStatus = :completed, updatedAt = :now,"
            " attempt = :attempt, resultKey = :key, metadata = :metadata",
            ConditionExpression="generation = :g AND processingStatus <> :completed",
            ExpressionAttributeValues={
                ":completed": {"S": "completed"},
                ":now": {"N": str(time.time_ns() // 1_000_000)},
                ":attempt": {"N": attempt},
                ":key": {"S": key},
                ":metadata": {"M": metadata},
                ":g": {"S": job["generation"]},
            },
        )
    except tools.dynamodb.exceptions.ConditionalCheckFailedException:
        pass  # a newer upload's row, or a repeat
