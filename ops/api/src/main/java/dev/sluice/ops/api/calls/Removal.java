package dev.sluice.ops.api.calls;

import dev.sluice.ops.fleet.Fleet;
import dev.sluice.shared.job.ResultPlace;
import dev.sluice.shared.job.Row;
import dev.sluice.shared.pipeline.Pipeline;

import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;

import java.util.Map;
import java.util.Optional;

/** Removes a job: its upload, its results, its row. */
record Removal(Fleet fleet) {
    /** How far it came. */
    enum Outcome {
        /** Nothing is left. */
        DONE,

        /** The upload is gone; what a worker does about that shows in the row. */
        UPLOAD_ONLY,

        /** Another upload of that name has come meanwhile. */
        OVERTAKEN
    }

    /**
     * Removes what there is. A job that is still in work writes its results behind whoever removes
     * them, so of such a one the upload alone goes: it then ends soon, and may be removed.
     *
     * @param row as it is now
     */
    Outcome of(Row row) {
        JobFiles files = new JobFiles(fleet.settings(), fleet.pipelines(), row);
        files.uploads().values().forEach(this::delete);
        if (!row.settled()) {
            return Outcome.UPLOAD_ONLY;
        }
        files.artifacts().values().forEach(this::delete);
        files.document()
                .filter(ResultPlace.Whole.class::isInstance) // a pack holds others' lines, too
                .ifPresent(
                        place ->
                                delete(
                                        new JobFiles.Place(
                                                fleet.settings().resultBucket(), place.key())));
        boolean tellsItself =
                files.pipeline().filter(Pipeline::removed).isPresent()
                        && !row.status().equals(Optional.of(Row.Status.DELETED));
        if (tellsItself) { // the removal is a job of its own, which forgets vectors
            return Outcome.UPLOAD_ONLY;
        }
        return deleteRow(row) ? Outcome.DONE : Outcome.OVERTAKEN;
    }

    private void delete(JobFiles.Place place) {
        fleet.clients().s3().deleteObject(delete -> delete.bucket(place.bucket()).key(place.key()));
    }

    private boolean deleteRow(Row row) {
        try {
            fleet.clients()
                    .dynamodb()
                    .deleteItem(
                            delete ->
                                    delete.tableName(fleet.settings().table())
                                            .key(
                                                    Map.of(
                                                            "customerID",
                                                            AttributeValue.fromS(row.customerID()),
                                                            "imageID",
                                                            AttributeValue.fromS(row.rowID())))
                                            .conditionExpression("updatedAt = :seen")
                                            .expressionAttributeValues(
                                                    Map.of(
                                                            ":seen",
                                                            AttributeValue.fromN(
                                                                    Long.toString(
                                                                            row.number("updatedAt")
                                                                                    .orElse(
                                                                                            0L))))));
            return true;
        } catch (ConditionalCheckFailedException e) {
            return false;
        }
    }
}
