package dev.sluice.worker.task.faces;

import dev.sluice.shared.job.FailureReason;

import java.util.Map;

/** What an upload's user metadata asks for, in the place of what the pipeline says. */
record Asked(Map<String, String> metadata) {
    /** A value that cannot be. */
    static final class Wrong extends Exception {
        private static final long serialVersionUID = 1;

        private final transient FailureReason reason;

        Wrong(FailureReason reason) {
            super(reason.sentence());
            this.reason = reason;
        }

        FailureReason reason() {
            return reason;
        }
    }

    int integer(String name, int fallback, int least, int most) throws Wrong {
        double value = number(name, fallback, least, most);
        if (value != Math.rint(value)) {
            throw wrong(name, "a whole number from %d to %d".formatted(least, most));
        }
        return (int) value;
    }

    double number(String name, double fallback, double least, double most) throws Wrong {
        String text = metadata.getOrDefault(name, "").strip();
        if (text.isEmpty()) {
            return fallback;
        }
        try {
            double value = Double.parseDouble(text);
            if (value >= least && value <= most) {
                return value;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw wrong(name, "a number from %s to %s".formatted(written(least), written(most)));
    }

    private static String written(double number) {
        return number == Math.rint(number) ? Long.toString((long) number) : Double.toString(number);
    }

    private Wrong wrong(String name, String what) {
        return new Wrong(
                new FailureReason(
                        "invalid-option",
                        "The upload's metadata says %s %s, which must be %s; upload it again with such a one, or without."
                                .formatted(
                                        name,
                                        FailureReason.quote(metadata.getOrDefault(name, "")),
                                        what)));
    }
}
