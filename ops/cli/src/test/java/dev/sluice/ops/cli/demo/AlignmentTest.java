package dev.sluice.ops.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.DoubleStream;

class AlignmentTest {
    private static final int SEED = 14;

    private final Random random = new Random(SEED);

    private List<double[]> points(int count) {
        List<double[]> points = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            points.add(
                    new double[] {
                        random.nextGaussian(), 3 * random.nextGaussian(), random.nextGaussian()
                    });
        }
        return points;
    }

    /** Turned by an angle about z and then about x, scaled, shifted. */
    private static double[] moved(double[] p, double angle) {
        double c = Math.cos(angle);
        double s = Math.sin(angle);
        double x = c * p[0] - s * p[1];
        double y = s * p[0] + c * p[1];
        return new double[] {
            0.2 * x + 5, 0.2 * (c * y - s * p[2]) - 1, 0.2 * (s * y + c * p[2]) + 2
        };
    }

    @Test
    void whatIsOnlyTurnedScaledAndShiftedIsWhereItShouldBe() {
        List<double[]> truth = points(16);
        for (double angle : new double[] {0, 0.3, 2, Math.PI / 2, Math.PI}) {
            List<double[]> found = truth.stream().map(p -> moved(p, angle)).toList();

            assertThat(DoubleStream.of(Alignment.errors(found, truth)))
                    .as("%s", angle)
                    .allSatisfy(error -> assertThat(error).isCloseTo(0, within(1e-6)));
        }
    }

    @Test
    void oneThatIsOffIsSeenInTheTruthsOwnUnit() {
        List<double[]> truth = points(50);
        List<double[]> found = new ArrayList<>(truth.stream().map(p -> moved(p, 1)).toList());
        double[] off = found.get(7);
        found.set(7, new double[] {off[0], off[1], off[2] + 0.2 * 0.5}); // half a metre there

        double[] errors = Alignment.errors(found, truth);
        assertThat(errors[7]).isCloseTo(0.5, within(0.05));
        assertThat(errors[8]).isLessThan(0.1);
    }

    /** A mirror image is no similarity that a camera could have. */
    @Test
    void aMirrorImageDoesNotFit() {
        List<double[]> truth = points(16);
        List<double[]> found = truth.stream().map(p -> new double[] {-p[0], p[1], p[2]}).toList();

        assertThat(DoubleStream.of(Alignment.errors(found, truth)))
                .anySatisfy(error -> assertThat(error).isGreaterThan(0.2));
    }
}
