package dev.sluice.ops.local.optics;

import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;

/**
 * A colour channel of a camera: it sees all wavelengths from centre − half to centre + half
 * equally, no others.
 */
public record Band(int centerNm, int halfNm) {
    /** Of an ordinary camera: blue, green, red. */
    public static final List<Band> BGR =
            List.of(new Band(460, 28), new Band(535, 35), new Band(605, 35));

    double mean(DoubleUnaryOperator ofNm) {
        return IntStream.rangeClosed(centerNm - halfNm, centerNm + halfNm)
                .mapToDouble(ofNm::applyAsDouble)
                .average()
                .orElseThrow();
    }
}
