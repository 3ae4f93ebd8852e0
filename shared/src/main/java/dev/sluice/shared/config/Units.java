package dev.sluice.shared.config;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads amounts with their units: {@code 50MB}, {@code 40MP}, {@code 5ms}. Decimal multiples. */
final class Units {
    private static final Pattern AMOUNT = Pattern.compile("(\\d{1,15})\\s*([A-Za-z]*)");
    private static final Map<String, Long> BYTES =
            Map.of("B", 1L, "kB", 1_000L, "KB", 1_000L, "MB", 1_000_000L, "GB", 1_000_000_000L);
    private static final Map<String, Long> PIXELS = Map.of("", 1L, "MP", 1_000_000L);
    private static final Map<String, Long> MILLIS =
            Map.of("ms", 1L, "s", 1_000L, "m", 60_000L, "h", 3_600_000L, "d", 86_400_000L);

    private Units() {}

    static Optional<Long> bytes(String text) {
        return amount(text, BYTES);
    }

    static Optional<Long> pixels(String text) {
        return amount(text, PIXELS);
    }

    static Optional<Duration> duration(String text) {
        return amount(text, MILLIS).map(Duration::ofMillis);
    }

    private static Optional<Long> amount(String text, Map<String, Long> units) {
        Matcher matcher = AMOUNT.matcher(text.strip());
        if (!matcher.matches() || !units.containsKey(matcher.group(2))) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    Math.multiplyExact(
                            Long.parseLong(matcher.group(1)), units.get(matcher.group(2))));
        } catch (ArithmeticException tooLarge) {
            return Optional.empty();
        }
    }
}
