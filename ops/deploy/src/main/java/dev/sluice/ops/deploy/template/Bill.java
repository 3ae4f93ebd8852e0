package dev.sluice.ops.deploy.template;

import java.util.List;
import java.util.stream.Stream;

/** What a stack costs at list prices, in US dollars, line by line. */
public record Bill(List<Line> lines) {
    /**
     * @param what is paid for
     * @param monthly of 730 hours while nothing is uploaded
     * @param perMillion of uploads, beside that
     * @param how the figure comes about, with the price
     */
    public record Line(String what, double monthly, double perMillion, String how) {}

    public Bill {
        lines = List.copyOf(lines);
    }

    /** Both on one bill. */
    public Bill and(Bill other) {
        return new Bill(Stream.concat(lines.stream(), other.lines.stream()).toList());
    }

    /** Dollars a month while nothing is uploaded. */
    public double monthly() {
        return lines.stream().mapToDouble(Line::monthly).sum();
    }

    /** Dollars a million uploads, beside {@link #monthly}. */
    public double perMillion() {
        return lines.stream().mapToDouble(Line::perMillion).sum();
    }
}
