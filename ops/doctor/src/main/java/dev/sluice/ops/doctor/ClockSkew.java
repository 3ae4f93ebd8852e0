package dev.sluice.ops.doctor;

import dev.sluice.ops.doctor.Finding.Fault;
import dev.sluice.ops.doctor.Finding.Good;
import dev.sluice.ops.doctor.Finding.Unchecked;

import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;

/** This machine's clock beside that of S3, which tells its own in every answer. */
record ClockSkew(S3Client s3, String bucket, InstantSource here) implements Check {
    /**
     * Requests that are five minutes off are refused; rows, heartbeats and backfill compare times
     * from several machines long before.
     */
    private static final Duration MOST = Duration.ofMinutes(1);

    @Override
    public String about() {
        return "clock";
    }

    @Override
    public List<Finding> look() {
        Instant before = here.instant();
        Optional<Instant> there = date();
        Instant after = here.instant();
        if (there.isEmpty()) {
            return List.of(new Unchecked(about(), "the answer of S3 has no date"));
        }
        // A date is in whole seconds, cut off.
        Duration ahead = Duration.between(there.get().plusSeconds(1), before);
        Duration behind = Duration.between(after, there.get());
        boolean early = ahead.compareTo(behind) > 0;
        Duration off = early ? ahead : behind;
        if (off.compareTo(MOST) > 0) {
            return List.of(
                    new Fault(
                            about(),
                            "this machine's is %d s %s that of S3"
                                    .formatted(off.toSeconds(), early ? "ahead of" : "behind"),
                            "let it be set by the network: chrony, or Amazon Time Sync Service"));
        }
        return List.of(
                new Good(
                        about(),
                        "less than %d s off that of S3"
                                .formatted(Math.max(0, off.toSeconds()) + 1)));
    }

    /** Of whatever answer, refusals too. */
    private Optional<Instant> date() {
        SdkHttpResponse answer;
        try {
            answer = s3.headBucket(head -> head.bucket(bucket)).sdkHttpResponse();
        } catch (S3Exception e) {
            if (e.awsErrorDetails() == null) {
                throw e;
            }
            answer = e.awsErrorDetails().sdkHttpResponse();
        }
        try {
            return answer.firstMatchingHeader("Date")
                    .map(DateTimeFormatter.RFC_1123_DATE_TIME::parse)
                    .map(Instant::from);
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
