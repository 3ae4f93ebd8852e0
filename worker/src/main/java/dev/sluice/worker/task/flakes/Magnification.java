package dev.sluice.worker.task.flakes;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The objective that a picture was taken with, which tells how large a pixel is. The scales are
 * those of the microscopes that 2DMatGMM was made with; another camera has others.
 */
enum Magnification {
    X2_5("2.5x", 3.0754),
    X5("5x", 1.5377),
    X20("20x", 0.3844),
    X50("50x", 0.1538),
    X100("100x", 0.0769);

    private static final Pattern WRITTEN =
            Pattern.compile("([0-9]{1,9}(?:\\.[0-9]{1,9})?)\\s*[xX×]?");

    private final String label;
    private final double micrometres;

    Magnification(String label, double micrometres) {
        this.label = label;
        this.micrometres = micrometres;
    }

    /** Side of a pixel in µm. */
    double micrometres() {
        return micrometres;
    }

    /** Area in µm² of so many pixels. */
    double squareMicrometres(int pixels) {
        return pixels * micrometres * micrometres;
    }

    /** Reads {@code 20}, {@code 20.0}, {@code 20x}, {@code 20X} or {@code 20×}. */
    static Optional<Magnification> parse(String text) {
        Matcher written = WRITTEN.matcher(text.strip());
        if (!written.matches()) {
            return Optional.empty();
        }
        BigDecimal wanted = new BigDecimal(written.group(1));
        return Arrays.stream(values()).filter(it -> it.is(wanted)).findFirst();
    }

    /** By value, for 20.0 is 20. */
    private boolean is(BigDecimal times) {
        return new BigDecimal(label.substring(0, label.length() - 1)).compareTo(times) == 0;
    }

    /** All labels, smallest first. */
    static List<String> labels() {
        return Arrays.stream(values()).map(it -> it.label).toList();
    }
}
