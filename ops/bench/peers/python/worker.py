"""A worker process: threads fetch, decode and write while the main thread runs the model."""

import json
import logging
import os
import queue
import signal
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import boto3
import cv2
import numpy as np
import onnxruntime
from botocore.config import Config

SIZE = 224  # of the model's input, px
BATCH = 8  # pictures in one call of the model
RECEIVE = 10  # SQS: messages in one call
HELD = 40  # messages in hand: those in the model, and as many again on either side
THREADS = 8  # more gain nothing where Python runs one at a time
WAIT = 10  # s, a long poll, and so how long an idle worker takes to end
LINGER = 0.2  # s, how long a delete waits for others

BUCKET, TABLE = os.environ["S3_BUCKET_NAME"], os.environ["DYNAMODB_TABLE_NAME"]
QUEUE_URL = os.environ["QUEUE_URL"]
MODEL_DIR = Path(os.environ["MODEL_DIR"])

logging.basicConfig(format="%(asctime)s %(process)d %(levelname)s %(message)s")
log = logging.getLogger("worker")


def clients():
    config = Config(
        region_name=os.environ["AWS_REGION"],
        max_pool_connections=THREADS + 2,  # the receiver's and the deleter's
        retries={"mode": "standard", "max_attempts": 4},
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
    )
    return (boto3.client(name, config=config) for name in ("s3", "sqs", "dynamodb"))


def model():
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.enable_mem_pattern = False  # batches differ in size, and each size's pattern is kept
    return onnxruntime.InferenceSession(MODEL_DIR / "model.onnx", options)


def picture(encoded):
    """Decodes and squashes to RGB, bilinear, as the model was trained."""
    bgr = cv2.imdecode(np.frombuffer(encoded, np.uint8), cv2.IMREAD_COLOR)
    if bgr is None:
        raise ValueError("not a picture")
    small = cv2.resize(bgr, (SIZE, SIZE), interpolation=cv2.INTER_LINEAR)
    return cv2.cvtColor(small, cv2.COLOR_BGR2RGB)


class Worker:
    def __init__(self):
        cv2.setNumThreads(1)
        self.s3, self.sqs, self.dynamodb = clients()
        self.session = model()
        self.labels = (MODEL_DIR / "labels.txt").read_text().splitlines()
        self.stopping = threading.Event()
        self.slots = threading.Semaphore(HELD)  # one for each message in hand
        self.pool = ThreadPoolExecutor(THREADS)
        self.ready = queue.SimpleQueue()  # decoded, for the model
        self.done = queue.SimpleQueue()  # receipt handles, to delete

    def run(self):
        """Returns after SIGTERM, when all that is in hand is done."""
        signal.signal(signal.SIGTERM, lambda *_: self.stopping.set())
        self.infer([np.zeros((SIZE, SIZE, 3), np.uint8)] * BATCH)  # makes room for a full batch
        threading.Thread(target=self.delete).start()
        threading.Thread(target=self.receive).start()
        print(f"worker {os.getpid()} ready", flush=True)
        while items := self.take(self.ready, BATCH):
            try:
                for item, scores in zip(items, self.infer([item[2] for item in items])):
                    self.pool.submit(self.write, *item[:2], scores)
            except Exception:
                for item in items:
                    self.give_up(item[0])
        self.done.put(None)

    @staticmethod
    def take(items, most, linger=0.0):
        """Waits for one item, takes what else is there or comes soon; nothing means the end."""
        taken = [items.get()]
        end = time.monotonic() + linger
        try:
            while taken[-1] is not None and len(taken) < most:
                taken.append(items.get(timeout=max(0.0, end - time.monotonic())))
        except queue.Empty:
            pass
        return [item for item in taken if item is not None]

    def infer(self, pictures):
        return self.session.run(["probabilities"], {"image": np.stack(pictures)})[0]

    def receive(self):
        while not self.stopping.is_set():
            for _ in range(RECEIVE):
                self.slots.acquire()
            messages = []
            try:
                messages = self.sqs.receive_message(
                    QueueUrl=QUEUE_URL,
                    MaxNumberOfMessages=RECEIVE,
                    WaitTimeSeconds=WAIT,
                    MessageSystemAttributeNames=["ApproximateReceiveCount"],
                ).get("Messages", [])
            except Exception:
                log.exception("cannot receive")
                self.stopping.wait(1)
            for message in messages:
                self.pool.submit(self.fetch, message)
            for _ in range(RECEIVE - len(messages)):
                self.slots.release()
        for _ in range(HELD):  # all that was in hand is done
            self.slots.acquire()
        self.ready.put(None)

    def fetch(self, message):
        try:
            job = json.loads(message["Body"])
            body = self.s3.get_object(Bucket=job["bucket"], Key=job["key"])["Body"]
            self.ready.put((message, job, picture(body.read())))
        except Exception:
            self.give_up(message)

    def write(self, message, job, scores):
        try:
            classification = self.classification(scores)
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
            body = json.dumps(document)
            self.s3.put_object(Bucket=BUCKET, Key=key, Body=body, ContentType="application/json")
            attempt = message["Attributes"]["ApproximateReceiveCount"]
            self.complete(job, key, classification, attempt)
            self.done.put(message["ReceiptHandle"])
        except Exception:
            self.give_up(message)

    def classification(self, scores):
        top = [
            {"class": self.labels[i], "class_index": int(i), "confidence": round(float(scores[i]), 6)}
            for i in np.argsort(-scores, kind="stable")[:5]
        ]
        return top[0] | {"top": top}

    def complete(self, job, key, classification, attempt):
        best, confidence = classification["class"], str(classification["confidence"])
        try:
            self.dynamodb.update_item(
                TableName=TABLE,
                Key={"customerID": {"S": job["customerID"]}, "imageID": {"S": job["rowID"]}},
                UpdateExpression="SET processingStatus = :completed, updatedAt = :now,"
                " attempt = :attempt, resultKey = :key, metadata = :metadata",
                ConditionExpression="generation = :g AND processingStatus <> :completed",
                ExpressionAttributeValues={
                    ":completed": {"S": "completed"},
                    ":now": {"N": str(time.time_ns() // 1_000_000)},
                    ":attempt": {"N": attempt},
                    ":key": {"S": key},
                    ":metadata": {"M": {"class": {"S": best}, "confidence": {"N": confidence}}},
                    ":g": {"S": job["generation"]},
                },
            )
        except self.dynamodb.exceptions.ConditionalCheckFailedException:
            pass  # a newer upload's row, or a repeat

    def delete(self):
        while handles := self.take(self.done, RECEIVE, LINGER):
            entries = [{"Id": str(i), "ReceiptHandle": h} for i, h in enumerate(handles)]
            try:
                answer = self.sqs.delete_message_batch(QueueUrl=QUEUE_URL, Entries=entries)
                for failed in answer.get("Failed", []):
                    log.error("not deleted: %s", failed)
            except Exception:
                log.exception("cannot delete")
            self.slots.release(len(handles))

    def give_up(self, message):
        """The message comes back when its visibility time-out ends."""
        log.exception("message %s", message["MessageId"])
        self.slots.release()
