package dev.sluice.shared.metrics;

import dev.sluice.shared.aws.ApiMeter;
import dev.sluice.shared.aws.Prices;
import dev.sluice.shared.aws.Usage;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/** What a program's requests to AWS cost, by the list of prices that ships. */
public final class Spending {
    private static final double MILLION = 1e6;

    /** One a minute, of the last ten. */
    private static final int LOOKS = 10;

    private record Look(double dollars, long jobs) {}

    private final ApiMeter meter;
    private final Prices prices;
    private final LongSupplier jobs;

    /** Guarded by itself. */
    private final Deque<Look> looks = new ArrayDeque<>();

    /**
     * @param jobs that ended in a row so far
     */
    public Spending(ApiMeter meter, Prices prices, LongSupplier jobs) {
        this.meter = meter;
        this.prices = prices;
        this.jobs = jobs;
    }

    /** So far. */
    public double dollars() {
        return dollars(meter.usage());
    }

    private double dollars(Usage usage) {
        return prices.dollarsPerMillionJobs(usage, 1) / MILLION;
    }

    /** Once a minute. */
    public void look() {
        synchronized (looks) {
            looks.add(new Look(dollars(), jobs.getAsLong()));
            if (looks.size() > LOOKS) {
                looks.remove();
            }
        }
    }

    /** Dollars a million jobs, since the oldest look; NaN if no job ended since. */
    public double perMillionJobs() {
        synchronized (looks) {
            Look then = looks.isEmpty() ? new Look(0, 0) : looks.getFirst();
            long ended = jobs.getAsLong() - then.jobs();
            return ended <= 0 ? Double.NaN : (dollars() - then.dollars()) / ended * MILLION;
        }
    }

    /**
     * Dollars a million jobs of each account that has any: what was asked for its jobs, and for
     * each of them as much of the rest (receives, deletes in tens, packs) as for any other.
     */
    public Map<List<String>, Double> perMillionJobs(Customers customers) {
        double own = dollars(customers.requests().usage());
        double rest = Math.max(0, dollars() - own) / Math.max(1, jobs.getAsLong());
        Map<List<String>, Double> all = new HashMap<>();
        customers
                .accounts()
                .forEach(
                        (customer, account) -> {
                            long ended = account.jobs().sum();
                            if (ended > 0) {
                                double each = dollars(account.requests().usage()) / ended + rest;
                                all.put(List.of(customer), each * MILLION);
                            }
                        });
        return all;
    }
}
