package dev.sluice.worker.flow;

import dev.sluice.shared.job.FailureReason;
import dev.sluice.shared.job.Job;
import dev.sluice.shared.job.Parts;
import dev.sluice.shared.job.ResultPlace;
import dev.sluice.shared.job.Row;
import dev.sluice.shared.job.rows.Completion;
import dev.sluice.shared.job.rows.FinalRows;
import dev.sluice.shared.job.rows.PartRows;
import dev.sluice.shared.job.rows.RowGroups;
import dev.sluice.worker.intake.Hold;
import dev.sluice.worker.intake.Lease;
import dev.sluice.worker.output.Milliseconds;
import dev.sluice.worker.output.Result;
import dev.sluice.worker.output.ResultWriter;
import dev.sluice.worker.task.JointTask;

import java.util.Optional;

/** What ends the work on an upload: its results and its row, in the order that keeps them right. */
sealed interface Settlement {
    /**
     * @param first false if the row said so before
     */
    record Entry(ResultPlace place, boolean first) {}

    /**
     * The work has a result.
     *
     * @return nothing if a newer upload's stands in its place
     */
    Optional<Entry> completed(Upload upload, Result result, Milliseconds milliseconds, Hold hold)
            throws InterruptedException;

    /**
     * It has none.
     *
     * @return false if the row said so before, or tells of something else
     */
    boolean failed(Upload upload, FailureReason why, Hold hold) throws InterruptedException;

    /** The row says completed, and whoever wrote that may have come no further. */
    void again(Upload upload, Row row, Hold hold) throws InterruptedException;

    /** The document before the row, which vouches for it. */
    record OfWhole(ResultWriter results, RowGroups rows) implements Settlement {
        @Override
        public Optional<Entry> completed(
                Upload upload, Result result, Milliseconds milliseconds, Hold hold)
                throws InterruptedException {
            Job job = upload.job();
            Optional<Completion> written =
                    results.write(job, upload.ids(), result, Optional.of(milliseconds), hold);
            if (written.isEmpty()) {
                return Optional.empty();
            }
            hold.broughtDocument(); // rows wait for company only while more can come
            Completion completion = written.get();
            Lease lease = hold.lease();
            lease.check();
            boolean first = rows.completed(job, completion, attempt(hold), lease::check);
            return Optional.of(new Entry(completion.result(), first));
        }

        @Override
        public boolean failed(Upload upload, FailureReason why, Hold hold) {
            return rows.rows().failed(upload.job(), why, attempt(hold));
        }

        @Override
        public void again(Upload upload, Row row, Hold hold) {
            // the document came before the row
        }

        private static int attempt(Hold hold) {
            return hold.lease().message().receiveCount();
        }
    }

    /**
     * The row first, for it alone knows all parts; then the document that is made of it, fenced by
     * the number of the row's write (RULES 3, 4). A crash between the two leaves a message, and
     * whoever has that writes the document of the row as it is by then.
     */
    record OfParts(ResultWriter results, FinalRows rows, PartRows partRows, JointTask<?> task)
            implements Settlement {
        @Override
        public Optional<Entry> completed(
                Upload upload, Result result, Milliseconds milliseconds, Hold hold)
                throws InterruptedException {
            hold.lease().check();
            Optional<PartRows.Settled> settled =
                    partRows.completed(
                            upload.job(), result.summary(), parts -> completion(upload, parts));
            if (settled.isEmpty()) { // a row that is gone is nobody's any more
                return rows.newerThan(upload.job())
                        ? Optional.empty()
                        : Optional.of(new Entry(results.place(upload.ids()), false));
            }
            document(upload, settled.get().parts(), Optional.of(milliseconds), hold);
            return Optional.of(new Entry(results.place(upload.ids()), settled.get().first()));
        }

        @Override
        public boolean failed(Upload upload, FailureReason why, Hold hold)
                throws InterruptedException {
            Optional<PartRows.Settled> settled =
                    partRows.failed(upload.job(), why, parts -> completion(upload, parts));
            if (settled.isPresent()) {
                document(upload, settled.get().parts(), Optional.empty(), hold);
            }
            return settled.map(PartRows.Settled::first).orElse(false);
        }

        @Override
        public void again(Upload upload, Row row, Hold hold) throws InterruptedException {
            document(upload, row.parts(), Optional.empty(), hold);
        }

        private Completion completion(Upload upload, Parts parts) {
            return results.completion(results.place(upload.ids()), task.joint(parts));
        }

        /** A newer one that stands there knows this part, too. */
        private void document(
                Upload upload, Parts parts, Optional<Milliseconds> milliseconds, Hold hold)
                throws InterruptedException {
            Job job = upload.job();
            Job joint = new Job(job.work(), job.row(), job.object(), parts.generation());
            var _ = results.write(joint, upload.ids(), task.joint(parts), milliseconds, hold);
        }
    }
}
