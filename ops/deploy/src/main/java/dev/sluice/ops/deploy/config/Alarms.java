package dev.sluice.ops.deploy.config;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * When people are told.
 *
 * @param emails addresses, each of which must confirm once
 * @param oldest job or event in a queue
 * @param failedJobs in five minutes
 * @param errorPercent of the dispatcher's invocations
 * @param dollarsPerDay that the running instances come to, at list prices
 * @param budget dollars a month, by AWS's own bill
 */
public record Alarms(
        List<String> emails,
        Duration oldest,
        int failedJobs,
        int errorPercent,
        Optional<Integer> dollarsPerDay,
        Optional<Integer> budget) {
    public Alarms {
        emails = List.copyOf(emails);
    }
}
