package dev.sluice.ops.cli.mend;

import dev.sluice.shared.aws.Cost;
import dev.sluice.shared.aws.Prices;
import dev.sluice.shared.aws.Usage;

import java.util.List;
import java.util.Locale;

/** Requests to AWS and what they cost, for people: {@code 1,200 requests, $0.0013}. */
record Bill(long requests, double dollars) {
    private static final double MILLION = 1e6;

    static Bill of(Usage usage) {
        return new Bill(
                usage.calls().values().stream().mapToLong(Long::longValue).sum(),
                Cost.of(usage, 1, Prices.shipped(), List.of()).total() / MILLION);
    }

    /** Small sums with four decimals, for most are below a cent. */
    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                dollars < 1 ? "%,d requests, $%.4f" : "%,d requests, $%,.2f",
                requests,
                dollars);
    }
}
