package dev.sluice.worker.task.splats.gaussians;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

import java.util.Random;

/** Derivatives written by hand against differences. */
class GradientTest {
    private static final int SIDE = 40;
    private static final float STEP = 2e-3f;

    private final Splats splats = Scenes.random(12, 7);
    private final Splats gradient = new Splats(splats.count());
    private final float[] weights = weights();

    /**
     * Of a weighted sum of all pixels' colours, which is linear in the picture. Splats end where
     * they are far fainter than in use, for there the sum jumps.
     */
    @Test
    void splatsHaveTheGradientThatDifferencesShow() {
        try (Crew crew = new Crew(2)) {
            View view = Scenes.view("a", 0.4, Photo.of(Picture.black(SIDE, SIDE)));
            Projection projection = new Projection(splats, Scenes.EXTENT, 1e-6f);
            Raster raster = new Raster(crew);
            projection.project(view, crew);
            Picture drawn = raster.draw(projection, SIDE, SIDE);
            float[][] parts = raster.back(projection, drawn, weights);
            for (int rank = 0; rank < projection.visible(); rank++) {
                for (int k = 0; k < Raster.STRIDE; k++) {
                    parts[0][rank * Raster.STRIDE + k] += parts[1][rank * Raster.STRIDE + k];
                }
                projection.back(view, rank, parts[0], new Shape(), gradient.values());
            }
            double difference = 0;
            double size = 0;
            for (int i = 0; i < splats.count() * Splats.STRIDE; i++) {
                double measured = measured(i, view, projection, raster, crew);
                difference += Math.pow(measured - gradient.values()[i], 2);
                size += measured * measured;
            }
            assertThat(size).isGreaterThan(1);
            assertThat(Math.sqrt(difference / size)).isLessThan(2e-3);
        }
    }

    private double measured(
            int number, View view, Projection projection, Raster raster, Crew crew) {
        float before = splats.values()[number];
        splats.values()[number] = before + STEP;
        double more = sum(view, projection, raster, crew);
        splats.values()[number] = before - STEP;
        double less = sum(view, projection, raster, crew);
        splats.values()[number] = before;
        return (more - less) / (2 * STEP);
    }

    private double sum(View view, Projection projection, Raster raster, Crew crew) {
        projection.project(view, crew);
        float[] rgb = raster.draw(projection, SIDE, SIDE).rgb();
        double sum = 0;
        for (int i = 0; i < rgb.length; i++) {
            sum += weights[i] * rgb[i];
        }
        return sum;
    }

    private static float[] weights() {
        Random random = new Random(3);
        float[] weights = new float[3 * SIDE * SIDE];
        for (int i = 0; i < weights.length; i++) {
            // Smooth over the picture, or noise would hide the slopes.
            weights[i] = (float) Math.sin(i * 0.01) + 0.2f * random.nextFloat();
        }
        return weights;
    }

    @Test
    void similarityHasTheGradientThatDifferencesShow() {
        try (Crew crew = new Crew(1)) {
            Random random = new Random(5);
            Picture a = Picture.black(20, 16);
            Picture b = Picture.black(20, 16);
            for (int i = 0; i < a.rgb().length; i++) {
                b.rgb()[i] = random.nextFloat();
                a.rgb()[i] = 0.7f * b.rgb()[i] + 0.3f * random.nextFloat();
            }
            float[] error = new Loss(1, crew).error(a, b).clone();
            for (int i = 0; i < a.rgb().length; i += 37) {
                float before = a.rgb()[i];
                a.rgb()[i] = before + 1e-2f;
                double more = Loss.ssim(a, b);
                a.rgb()[i] = before - 1e-2f;
                double less = Loss.ssim(a, b);
                a.rgb()[i] = before;
                assertThat((double) error[i]).isCloseTo((less - more) / 2e-2, within(2e-5));
            }
        }
    }

    @Test
    void equalPicturesAreWhollySimilar() {
        Picture a = Picture.black(20, 16);
        a.rgb()[40] = 0.5f;
        assertThat(Loss.ssim(a, a)).isEqualTo(1);
        assertThat(Picture.psnr(a, a)).isGreaterThan(100);
    }

    @Test
    void theExponentialIsCloseEnough() {
        for (float x = -12; x <= 0; x += 0.01f) {
            assertThat(Exp.of(x) / Math.exp(x)).isCloseTo(1, within(1e-4));
        }
    }
}
