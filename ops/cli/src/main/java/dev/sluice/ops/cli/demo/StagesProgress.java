package dev.sluice.ops.cli.demo;

import dev.sluice.ops.cli.jobs.LongJob;
import dev.sluice.ops.cli.shell.Console;
import dev.sluice.ops.fleet.Rows;
import dev.sluice.ops.fleet.Sent;
import dev.sluice.ops.fleet.Submission;
import dev.sluice.shared.job.Row;

import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Says how long jobs go on: a line for each change of a row that tells of stages. */
final class StagesProgress {
    private final Console console;
    private final Rows rows;
    private final String bucket;
    private final Map<String, Long> told = new HashMap<>();

    /**
     * @param bucket of uploads
     */
    StagesProgress(Console console, Rows rows, String bucket) {
        this.console = console;
        this.rows = rows;
        this.bucket = bucket;
    }

    /**
     * Looks once.
     *
     * @return whether there was any news
     */
    boolean look(Collection<Sent> all) {
        List<Submission> staged =
                all.stream()
                        .map(Sent::submission)
                        .filter(each -> !each.pipeline().stages().all().isEmpty())
                        .toList();
        if (staged.isEmpty()) {
            return false;
        }
        Map<String, Row> now = rows.of(staged);
        boolean news = false;
        for (Submission each : staged) {
            Row row = now.get(each.rowID());
            if (row != null && row.text("status").isPresent() && changed(row)) {
                news = true;
                console.say(new LongJob(each.pipeline(), row, bucket).line(Instant.now()));
            }
        }
        return news;
    }

    private boolean changed(Row row) {
        Long at = row.number("updatedAt").orElse(0L);
        return !at.equals(told.put(row.rowID(), at));
    }
}
