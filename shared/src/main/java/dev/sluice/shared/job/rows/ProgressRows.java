package dev.sluice.shared.job.rows;

import static dev.sluice.shared.job.rows.Attributes.document;
import static dev.sluice.shared.job.rows.Attributes.number;

import dev.sluice.shared.job.Job;
import dev.sluice.shared.job.Row;

import java.util.Map;

/**
 * What a row tells of a long job while it is worked on; short jobs do without, for their lease says
 * it. Where the dispatcher writes no rows there is none to tell it in.
 */
public final class ProgressRows {
    private final JobTable table;

    public ProgressRows(JobTable table) {
        this.table = table;
    }

    /**
     * Marks a job as being worked on, and says how far it is.
     *
     * @param progress the row's {@code progress}, in the place of what it said before: strings,
     *     numbers and maps of these
     * @param attempt the receive count of the message whose work this is
     * @return false if the upload is settled, the row tells of another one, or there is no row: the
     *     work is for nothing
     */
    public boolean processing(Job job, Map<String, Object> progress, int attempt) {
        RowUpdate update = new RowUpdate(table.clock(), Row.Status.PROCESSING);
        update.set("attempt", number(attempt));
        update.set("progress", document(progress));
        return table.write(update, Conditions.THIS_AND_UNSETTLED, job);
    }
}
