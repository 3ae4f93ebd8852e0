package dev.sluice.shared.metrics;

import dev.sluice.shared.aws.ApiMeter;

import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Which customers' jobs there are, and what requests to AWS they cause. Customers are without
 * number and a metric's label values must not be, so the busiest have an account each and all
 * others share one. Who is busiest is looked at again every minute; a customer that has become less
 * busy than another loses its account to that, and begins at 0 should it come back.
 */
public final class Customers {
    /** Customers with an account. */
    public static final int NAMED = 20;

    /** What those without are called together; so is a customer of that name. */
    public static final String OTHER = "other";

    /** Customers without an account whose jobs are counted; more are not looked at. */
    private static final int CANDIDATES = 1000;

    /**
     * One customer's, or that of all others.
     *
     * @param jobs that ended in a row
     * @param requests those that were made for one of its jobs alone
     */
    public record Account(LongAdder jobs, ApiMeter requests) {
        Account(ApiMeter requests) {
            this(new LongAdder(), requests);
        }
    }

    /** Those of accounts that were taken away as well: they were no shared ones. */
    private final ApiMeter requests = new ApiMeter();

    private final Account other = new Account(requests.part());
    private final Map<String, LongAdder> candidates = new ConcurrentHashMap<>();
    private volatile Map<String, Account> named = Map.of();

    /** How many jobs a customer was seen with, halved every minute; guarded by this. */
    private final Map<String, Long> busy = new HashMap<>();

    /** Jobs of the accounts at the last look; guarded by this. */
    private final Map<String, Long> before = new HashMap<>();

    /** Runs a job's work; what it asks of AWS meanwhile is put on the customer's account. */
    public void during(String customer, Runnable work) {
        account(customer).requests().during(work);
    }

    /** A job of the customer ended in a row. */
    public void ended(String customer) {
        Account account = account(customer);
        account.jobs().increment();
        if (!named.containsKey(customer) && isLookedAt(customer)) {
            candidates.computeIfAbsent(customer, _ -> new LongAdder()).increment();
        }
    }

    private boolean isLookedAt(String customer) {
        return !customer.equals(OTHER)
                && (candidates.size() < CANDIDATES || candidates.containsKey(customer));
    }

    private Account account(String customer) {
        Account account = named.get(customer);
        if (account != null) {
            return account;
        }
        return named.size() < NAMED && !customer.equals(OTHER) ? open(customer) : other;
    }

    private synchronized Account open(String customer) {
        Map<String, Account> now = new LinkedHashMap<>(named);
        if (!now.containsKey(customer) && now.size() >= NAMED) {
            return other;
        }
        Account account = now.computeIfAbsent(customer, _ -> new Account(requests.part()));
        named = Map.copyOf(now);
        return account;
    }

    /** Gives the accounts to those that were busiest of late; once a minute. */
    public synchronized void look() {
        busy.replaceAll((customer, jobs) -> jobs / 2);
        named.forEach(
                (customer, account) -> {
                    long all = account.jobs().sum();
                    Long earlier = before.put(customer, all);
                    busy.merge(customer, all - (earlier == null ? 0 : earlier), Long::sum);
                });
        candidates.forEach(
                (customer, jobs) -> busy.merge(customer, jobs.sumThenReset(), Long::sum));
        candidates.clear();
        busy.entrySet().removeIf(e -> e.getValue() == 0 && !named.containsKey(e.getKey()));
        if (busy.size() > CANDIDATES) {
            busy.keySet().retainAll(busiest(CANDIDATES));
        }
        Map<String, Account> next = new LinkedHashMap<>();
        for (String customer : busiest(NAMED)) {
            Account account = named.get(customer);
            next.put(customer, account == null ? new Account(requests.part()) : account);
        }
        named = Map.copyOf(next);
        before.keySet().retainAll(next.keySet());
    }

    /** With as many jobs, who has an account stays. */
    private List<String> busiest(int most) {
        return busy.entrySet().stream()
                .sorted(
                        Comparator.<Map.Entry<String, Long>>comparingLong(Map.Entry::getValue)
                                .reversed()
                                .thenComparing(e -> !named.containsKey(e.getKey()))
                                .thenComparing(Map.Entry::getKey))
                .limit(most)
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Those that were made for any customer's job alone, since the start. */
    ApiMeter requests() {
        return requests;
    }

    /** All accounts, that of the others last, by what they are to be called. */
    public Map<String, Account> accounts() {
        Map<String, Account> all = new LinkedHashMap<>(named);
        all.put(OTHER, other);
        return all;
    }
}
