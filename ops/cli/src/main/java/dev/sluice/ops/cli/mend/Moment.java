package dev.sluice.ops.cli.mend;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeParseException;
import java.util.Locale;

/** A point in time as people write it: {@code 2h} or {@code 3d} ago, or the time itself. */
final class Moment implements ITypeConverter<Instant> {
    private final InstantSource clock;

    Moment() {
        this(InstantSource.system());
    }

    Moment(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public Instant convert(String text) {
        String upper = text.strip().toUpperCase(Locale.ROOT);
        try {
            return clock.instant()
                    .minus(Duration.parse((upper.endsWith("D") ? "P" : "PT") + upper));
        } catch (DateTimeParseException ago) {
            try {
                return Instant.parse(upper);
            } catch (DateTimeParseException e) {
                throw new TypeConversionException(
                        "write how long ago, as 30m, 2h or 3d, or a time such as"
                                + " 2026-11-29T08:00:00Z");
            }
        }
    }
}
