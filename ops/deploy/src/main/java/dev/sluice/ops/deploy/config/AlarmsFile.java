package dev.sluice.ops.deploy.config;

import dev.sluice.shared.config.Section;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Reads when people are told. */
final class AlarmsFile {
    private static final String EMAIL = "[^@\\s]+@[^@\\s]+\\.[^@\\s]+";

    private AlarmsFile() {}

    static Alarms read(Section section) {
        List<String> emails = section.texts("emails");
        for (String email : emails) {
            if (!email.matches(EMAIL)) {
                section.problem("emails", "\"" + email + "\" must be an e-mail address");
            }
        }
        Alarms alarms =
                new Alarms(
                        emails,
                        section.duration(
                                "oldest",
                                Duration.ofMinutes(15),
                                Duration.ofMinutes(1),
                                Duration.ofDays(10)),
                        section.integer("failedJobs", 10, 1, 1_000_000),
                        section.integer("errorPercent", 5, 1, 100),
                        dollars(section, "dollarsPerDay"),
                        dollars(section, "budget"));
        if (emails.isEmpty() && alarms.budget().isPresent()) {
            section.problem("emails", "is required with budget: AWS tells addresses of it");
        }
        section.done();
        return alarms;
    }

    private static Optional<Integer> dollars(Section section, String key) {
        return section.optionalText(key).map(_ -> section.integer(key, 1, 1, 10_000_000));
    }
}
