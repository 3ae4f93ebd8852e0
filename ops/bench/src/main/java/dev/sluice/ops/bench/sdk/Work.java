package dev.sluice.ops.bench.sdk;

import dev.sluice.shared.aws.WorkQueue;
import dev.sluice.shared.job.Job;
import dev.sluice.shared.job.JobCodec;
import dev.sluice.shared.job.JobCodec.NotAJob;

import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequest;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.Message;

import java.util.ArrayList;
import java.util.List;

/** The requests of one round, built before its clock runs. */
record Work(
        List<GetObjectRequest> gets,
        List<PutObjectRequest> puts,
        List<UpdateItemRequest> updates,
        List<DeleteMessageBatchRequest> deletes) {
    static Work on(List<Message> messages, Place place, WorkerRequests requests) throws NotAJob {
        Work work =
                new Work(
                        new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        for (int from = 0; from < messages.size(); from += WorkQueue.BATCH) {
            List<Message> ten =
                    messages.subList(from, Math.min(messages.size(), from + WorkQueue.BATCH));
            for (Message message : ten) {
                Job job = JobCodec.read(message.body());
                work.gets.add(requests.get(job));
                work.puts.add(requests.put(job, place.bucket()));
                work.updates.add(requests.update(job));
            }
            work.deletes.add(delete(place.queueUrl(), ten));
        }
        return work;
    }

    private static DeleteMessageBatchRequest delete(String queueUrl, List<Message> messages) {
        List<DeleteMessageBatchRequestEntry> entries = new ArrayList<>();
        for (Message message : messages) {
            entries.add(
                    DeleteMessageBatchRequestEntry.builder()
                            .id(Integer.toString(entries.size()))
                            .receiptHandle(message.receiptHandle())
                            .build());
        }
        return DeleteMessageBatchRequest.builder().queueUrl(queueUrl).entries(entries).build();
    }
}
