package dev.sluice.ops.bench.fairness;

import dev.sluice.ops.bench.stand.Progress;

import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;

import java.io.ByteArrayInputStream;
import java.time.Duration;

/** Plays S3, with times as within a region. */
final class SimulatedS3 implements S3Client {
    static final int BYTES = 100;

    private static final Duration GET = Duration.ofMillis(20);
    private static final Duration PUT = Duration.ofMillis(30);

    @Override
    public ResponseInputStream<GetObjectResponse> getObject(GetObjectRequest get) {
        wait(GET);
        return new ResponseInputStream<>(
                GetObjectResponse.builder().contentLength((long) BYTES).build(),
                new ByteArrayInputStream(new byte[BYTES]));
    }

    @Override
    public PutObjectResponse putObject(PutObjectRequest put, RequestBody body) {
        wait(PUT);
        return PutObjectResponse.builder().build();
    }

    static void wait(Duration time) {
        try {
            Progress.pause(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public String serviceName() {
        return SERVICE_NAME;
    }

    @Override
    public void close() {}
}
