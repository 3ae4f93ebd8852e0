package dev.sluice.shared.notify;

import dev.sluice.shared.job.FailureReason;
import dev.sluice.shared.job.Generation;
import dev.sluice.shared.job.Job;
import dev.sluice.shared.job.ObjectVersion;
import dev.sluice.shared.job.ResultPlace;
import dev.sluice.shared.job.RowKey;

import java.time.Instant;
import java.util.Optional;

/** Jobs, and what is told of them. */
final class Told {
    static final Instant NOON = Instant.parse("2026-11-30T12:00:00.500Z");

    private Told() {}

    static Job job(String imageID) {
        return job("acme", imageID, "AB");
    }

    static Job job(String customerID, String imageID, String sequencer) {
        return new Job(
                new Job.Work("scans", "7"),
                new RowKey(customerID, imageID, imageID),
                new ObjectVersion(
                        "uploads",
                        customerID + "/uploaded/" + imageID + ".jpg",
                        "e",
                        Optional.empty(),
                        9),
                Generation.of(Optional.of(sequencer), Instant.ofEpochMilli(7)));
    }

    static Notification completed(String imageID) {
        return Notification.completed(
                job(imageID), new ResultPlace.Whole("acme/result/" + imageID + ".json"), NOON);
    }

    static Notification failed(String imageID) {
        return Notification.failed(
                job(imageID), new FailureReason("empty-object", "The file is empty."), NOON);
    }
}
