package dev.sluice.ops.deploy.template;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** Numbers as people and expressions read them. */
final class Figures {
    private static final int PLACES = 4;

    private Figures() {}

    /** Without an exponent, to four places, without zeros at the end. */
    static String plain(double number) {
        BigDecimal rounded =
                BigDecimal.valueOf(number)
                        .setScale(PLACES, RoundingMode.HALF_UP)
                        .stripTrailingZeros();
        return rounded.toPlainString();
    }
}
