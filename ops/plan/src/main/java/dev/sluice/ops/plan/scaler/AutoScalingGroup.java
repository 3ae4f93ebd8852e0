package dev.sluice.ops.plan.scaler;

import dev.sluice.ops.deploy.scaling.Schedule;
import dev.sluice.ops.deploy.scaling.Size;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.OptionalInt;

/**
 * An Auto Scaling group with its policies. The policy that wants the most wins; it shrinks only if
 * all target tracking agrees, and not while a worker warms up. Workers that warm up count as there,
 * so that nobody is launched twice for the same need, but not as working ("Set the default instance
 * warmup": <i>considered part of the current capacity … not counted toward the aggregated
 * metrics</i>).
 */
final class AutoScalingGroup implements Scaler {
    /**
     * Of its workers it lets one in ten go each minute, or one. Assumed: "Target tracking scaling
     * policies" says that it <i>scales in more gradually</i> than out, and not how much.
     */
    private static final int GRADUAL = 10;

    private final Size usual;
    private final double warmUp;
    private final List<Tracking> trackings;
    private final List<Start> starts;
    private final Calendar calendar;
    private Size size;

    AutoScalingGroup(
            Size size,
            double warmUp,
            List<Tracking> trackings,
            List<Start> starts,
            Calendar calendar) {
        this.usual = size;
        this.size = size;
        this.warmUp = warmUp;
        this.trackings = List.copyOf(trackings);
        this.starts = List.copyOf(starts);
        this.calendar = calendar;
    }

    /**
     * Scheduled actions.
     *
     * @param start of the load
     */
    record Calendar(Instant start, List<Schedule> schedules) {
        Size size(double now, Size before) {
            if (now % 60 >= LOOK_SECONDS) {
                return before;
            }
            Size size = before;
            for (Schedule each : schedules) {
                if (each.begins(start.plusSeconds((long) now).atZone(ZoneOffset.UTC))) {
                    size = each.size();
                }
            }
            return size;
        }
    }

    @Override
    public int first() {
        return usual.min();
    }

    @Override
    public int desired(View view) {
        size = calendar.size(view.now(), size);
        trackings.forEach(each -> each.look(view));
        int all = view.all();
        int warming = view.launchedWithin(warmUp);
        int desired = all;
        for (Tracking each : trackings) {
            OptionalInt more = each.more(view.now(), all - warming);
            desired = Math.max(desired, more.orElse(0));
        }
        for (Start each : starts) {
            desired = Math.max(desired, each.desired(view, warming));
        }
        if (desired == all && warming == 0) {
            desired = less(view, all);
        }
        return size.clamp(desired);
    }

    private int less(View view, int all) {
        boolean asked = false;
        for (Tracking each : trackings) {
            asked |= each.asksForLess(view.now());
        }
        if (!asked || !trackings.stream().allMatch(Tracking::agreesToLess)) {
            return all;
        }
        int needed = trackings.stream().mapToInt(each -> each.needed(all)).max().orElse(all);
        int atMost = Math.max(1, all / GRADUAL);
        return Math.clamp(needed, all - atMost, all);
    }
}
