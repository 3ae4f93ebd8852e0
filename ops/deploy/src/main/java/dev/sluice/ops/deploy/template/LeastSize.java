package dev.sluice.ops.deploy.template;

import dev.sluice.ops.deploy.scaling.Scaling;
import dev.sluice.ops.deploy.scaling.Schedule;

import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;

/** How many workers a pool has on average while nothing waits: the least number, by the clock. */
final class LeastSize {
    private static final int WEEK = 7 * 24 * 60;

    /** Any Monday; without a change of daylight saving time behind it. */
    private static final ZonedDateTime MONDAY =
            LocalDate.of(2026, 1, 5).atStartOfDay(ZoneOffset.UTC);

    private LeastSize() {}

    static double ofWeek(Scaling scaling) {
        int least = scaling.size().min();
        if (scaling.schedules().isEmpty()) {
            return least;
        }
        long sum = 0;
        for (int minute = -WEEK; minute < WEEK; minute++) { // the first week is to find the start
            ZonedDateTime moment = MONDAY.plusMinutes(minute);
            for (Schedule schedule : scaling.schedules()) {
                if (schedule.begins(moment)) {
                    least = schedule.size().min();
                }
            }
            sum += minute < 0 ? 0 : least;
        }
        return (double) sum / WEEK;
    }
}
