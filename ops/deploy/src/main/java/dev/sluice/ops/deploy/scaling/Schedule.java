package dev.sluice.ops.deploy.scaling;

import dev.sluice.shared.config.Section;

import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeParseException;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * From a time of day on a pool has another size, until another schedule says otherwise.
 *
 * @param days on which it begins; all of them if none is named
 * @param zone of the time; daylight saving time is Auto Scaling's matter
 */
public record Schedule(String name, Set<DayOfWeek> days, LocalTime at, ZoneId zone, Size size) {
    public Schedule {
        days = days.isEmpty() ? Set.of(DayOfWeek.values()) : Set.copyOf(days);
    }

    static Schedule read(String name, Section yaml, Size usual) {
        Schedule schedule =
                new Schedule(
                        name,
                        yaml.choices("days", DayOfWeek.class),
                        at(yaml),
                        zone(yaml),
                        Size.read(yaml, usual));
        if (!name.matches("[A-Za-z0-9-]{1,40}")) {
            yaml.problem("", "a schedule's name must be 1 to 40 letters, digits or -");
        }
        yaml.done();
        return schedule;
    }

    private static LocalTime at(Section yaml) {
        String text = yaml.text("at");
        try {
            LocalTime at = LocalTime.parse(text.isEmpty() ? "00:00" : text);
            if (at.getSecond() == 0 && at.getNano() == 0) {
                return at;
            }
        } catch (DateTimeParseException e) {
            // said below
        }
        yaml.problem(
                "at", "\"%s\" must be a time of day in quotes, such as \"07:30\"".formatted(text));
        return LocalTime.MIDNIGHT;
    }

    private static ZoneId zone(Section yaml) {
        String text = yaml.text("zone", "Etc/UTC");
        try {
            ZoneId zone = ZoneId.of(text);
            if (ZoneId.getAvailableZoneIds().contains(text)) {
                return zone;
            }
        } catch (DateTimeException e) {
            // said below
        }
        yaml.problem(
                "zone", "\"%s\" must be a name such as Europe/Berlin or Etc/UTC".formatted(text));
        return ZoneId.of("Etc/UTC");
    }

    /** As Auto Scaling takes it, in {@link #zone}: {@code 30 7 * * 1,2}; Sunday is 0. */
    public String cron() {
        String on =
                days.size() == DayOfWeek.values().length
                        ? "*"
                        : days.stream()
                                .map(day -> String.valueOf(day.getValue() % 7))
                                .sorted()
                                .collect(Collectors.joining(","));
        return "%d %d * * %s".formatted(at.getMinute(), at.getHour(), on);
    }

    /** Whether it begins in the minute of that moment. */
    public boolean begins(ZonedDateTime moment) {
        ZonedDateTime there = moment.withZoneSameInstant(zone);
        return days.contains(there.getDayOfWeek())
                && there.getHour() == at.getHour()
                && there.getMinute() == at.getMinute();
    }
}
