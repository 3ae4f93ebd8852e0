package dev.sluice.ops.plan.load;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;

/** Days that are made up, for whoever has no history yet. */
public enum Shape {
    /** The same all day. */
    FLAT {
        @Override
        double weight(double hour) {
            return 1;
        }
    },
    /** Little at night; up from 7, most at 10 and 15, down until 19. */
    OFFICE {
        @Override
        double weight(double hour) {
            return 0.05 + peak(hour, 10, 1.8) + peak(hour, 15, 2.2);
        }
    },
    /** Hardly anything, and three uploads of ten minutes that are all of the day's work. */
    BURSTS {
        @Override
        double weight(double hour) {
            boolean burst = in(hour, 9) || in(hour, 13.5) || in(hour, 20);
            return burst ? 100 : 0.1;
        }
    };

    private static final double BURST_HOURS = 1 / 6.0;
    private static final Duration STEP = Duration.ofMinutes(1);
    private static final int STEPS_A_DAY = 24 * 60;

    /** Relative, at that time of day. */
    abstract double weight(double hour);

    private static double peak(double hour, double at, double width) {
        double off = (hour - at) / width;
        return Math.exp(-off * off / 2);
    }

    private static boolean in(double hour, double from) {
        return hour >= from && hour < from + BURST_HOURS;
    }

    /**
     * So many days of it, from midnight UTC.
     *
     * @param jobsPerDay on average
     */
    public Load load(double jobsPerDay, int days, Instant from) {
        double[] day = new double[STEPS_A_DAY];
        double sum = 0;
        for (int i = 0; i < day.length; i++) {
            day[i] = weight(i / 60.0);
            sum += day[i];
        }
        double[] rates = new double[days * STEPS_A_DAY];
        for (int i = 0; i < rates.length; i++) {
            rates[i] = day[i % STEPS_A_DAY] / sum * jobsPerDay / STEP.toSeconds();
        }
        Instant midnight =
                from.atZone(ZoneOffset.UTC).toLocalDate().atStartOfDay(ZoneOffset.UTC).toInstant();
        return new Load(midnight, STEP, rates);
    }
}
