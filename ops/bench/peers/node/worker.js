import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import ort from 'onnxruntime-node';
import { Consumer } from 'sqs-consumer';
import { pixels } from './picture.js';

const { S3_BUCKET_NAME, DYNAMODB_TABLE_NAME, QUEUE_URL, MODEL_DIR } = process.env;
const VISIBILITY = Number(process.env.VISIBILITY) || 60;
const CONSUMERS = Number(process.env.CONSUMERS) || 2; // one fetches while another's batch is worked on
const SIZE = 224;

const s3 = new S3Client({
  requestChecksumCalculation: 'WHEN_REQUIRED',
  responseChecksumValidation: 'WHEN_REQUIRED',
});
const dynamodb = new DynamoDBClient({});
const sqs = new SQSClient({ md5: false });

const labels = readFileSync(join(MODEL_DIR, 'labels.txt'), 'utf8').split('\n').map((l) => l.trim()).filter(Boolean);
const session = await ort.InferenceSession.create(join(MODEL_DIR, 'model.onnx'), {
  intraOpNumThreads: 1,
  interOpNumThreads: 1,
  executionMode: 'sequential',
  graphOptimizationLevel: 'all',
});

async function probabilities(picture) {
  const image = new ort.Tensor('uint8', picture, [1, SIZE, SIZE, 3]);
  const output = await session.run({ image }, ['probabilities']);
  return output.probabilities.data;
}

function classify(scores) {
  const top = Array.from(scores, (score, i) => ({
    class: labels[i],
    class_index: i,
    confidence: Math.round(score * 1e6) / 1e6,
  }))
    .sort((a, b) => b.confidence - a.confidence)
    .slice(0, 5);
  return { ...top[0], top };
}

async function work(message) {
  const job = JSON.parse(message.Body);
  const object = await s3.send(new GetObjectCommand({ Bucket: job.bucket, Key: job.key }));
  const picture = await pixels(await object.Body.transformToByteArray(), SIZE);
  const classification = classify(await probabilities(picture));
  const resultKey = `${job.customerID}/moderation-result/${job.imageID}_result.json`;
  await s3.send(
    new PutObjectCommand({
      Bucket: S3_BUCKET_NAME,
      Key: resultKey,
      ContentType: 'application/json',
      Body: JSON.stringify({
        status: 'completed',
        image_id: job.imageID,
        customer_id: job.customerID,
        pipeline: job.pipeline,
        method: 'ONNX classifier',
        modelVersion: job.modelVersion,
        classification,
      }),
    }),
  );
  await complete(job, resultKey, classification, message.Attributes.ApproximateReceiveCount);
}

async function complete(job, resultKey, classification, attempt) {
  try {
    await dynamodb.send(
      new UpdateItemCommand({
        TableName: DYNAMODB_TABLE_NAME,
        Key: { customerID: { S: job.customerID }, imageID: { S: job.rowID } },
        UpdateExpression:
          'SET processingStatus = :completed, updatedAt = :now, attempt = :attempt, resultKey = :key, metadata = :metadata',
        ConditionExpression: 'generation = :g AND processingStatus <> :completed',
        ExpressionAttributeValues: {
          ':completed': { S: 'completed' },
          ':now': { N: String(Date.now()) },
          ':attempt': { N: attempt },
          ':key': { S: resultKey },
          ':metadata': {
            M: { class: { S: classification.class }, confidence: { N: String(classification.confidence) } },
          },
          ':g': { S: job.generation },
        },
      }),
    );
  } catch (error) {
    if (error.name !== 'ConditionalCheckFailedException') throw error; // a newer upload's row, or a repeat
  }
}

/** Returns the messages that are done; sqs-consumer deletes them in one call, the others come back. */
async function batch(messages) {
  const outcomes = await Promise.allSettled(messages.map(work));
  outcomes.forEach(({ reason }, i) => reason && console.error(messages[i].MessageId, reason));
  return messages.filter((_, i) => outcomes[i].status === 'fulfilled');
}

/** Starts a consumer; the answer ends it once its batch is deleted. */
function consumer() {
  const consumer = Consumer.create({
    sqs,
    queueUrl: QUEUE_URL,
    batchSize: 10,
    waitTimeSeconds: 20,
    visibilityTimeout: VISIBILITY,
    heartbeatInterval: Math.max(1, Math.floor(VISIBILITY / 3)),
    messageSystemAttributeNames: ['ApproximateReceiveCount'],
    handleMessageBatch: batch,
  });
  let working = false;
  consumer.on('message_received', () => (working = true));
  consumer.on('response_processed', () => (working = false));
  consumer.on('error', (error) => console.error(error.message));
  consumer.start();
  return () =>
    new Promise((ended) => {
      consumer.stop(); // its open receive goes on
      consumer.once('response_processed', ended);
      setTimeout(() => working || ended(), 1000); // nothing has come: an empty long poll may be cut off
    });
}

const stops = Array.from({ length: CONSUMERS }, consumer);

async function stop() {
  await Promise.all(stops.map((end) => end()));
  process.exit(0);
}
process.once('SIGTERM', stop);
process.on('SIGINT', () => {}); // Ctrl-C reaches the parent too, which sends SIGTERM
