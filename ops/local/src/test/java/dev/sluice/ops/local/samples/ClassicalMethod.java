package dev.sluice.ops.local.samples;

import java.awt.image.BufferedImage;
import java.util.Arrays;

/**
 * Steps 1 to 4 of the flakes method in double precision, the plain way: 5×5 median, background,
 * contrast, nearest class by Mahalanobis distance. Shares no code with the worker.
 */
final class ClassicalMethod {
    static final int LAYERS = 4;

    /**
     * Means and covariances of graphene's contrast, B, G, R, 1 to 4 layers: 2DMatGMM
     * (github.com/Jaluus/2DMatGMM, commit e30c4d60fdb8f1dbbe79c53099261d7f2b67aca9,
     * GMMDetector/trained_parameters/Graphene_GMM.json; MIT, (c) 2023 Jan-Lucas Uslu).
     */
    static final double[][] MEAN = {
        {-0.071, -0.14, -0.137},
        {-0.152, -0.264, -0.248},
        {-0.216, -0.368, -0.347},
        {-0.272, -0.465, -0.436}
    };

    private static final double[][][] COVARIANCE = {
        {
            {0.00043690708813418295, 0.00013442550316341518, 3.640871553385172e-05},
            {0.00013442550316341518, 0.00023107833499992487, 9.354030315496938e-05},
            {3.640871553385172e-05, 9.354030315496936e-05, 0.0003320244165912582}
        },
        {
            {0.0008328732295338676, 0.00025254658263370265, -0.00011751135771427775},
            {0.00025254658263370265, 0.0002369906495868485, 2.030565474167504e-05},
            {-0.00011751135771427775, 2.030565474167504e-05, 0.00031832333867950097}
        },
        {
            {0.0013438145132320882, 0.0003876553710589909, -0.00017056175302890137},
            {0.0003876553710589909, 0.00027824710350493256, 1.567135606074001e-06},
            {-0.00017056175302890137, 1.5671356060739976e-06, 0.0003016258829573738}
        },
        {
            {0.0010399285512173939, 0.00038128261246451735, 4.529938289991867e-05},
            {0.00038128261246451735, 0.0002952529548842852, 4.883854391652727e-05},
            {4.529938289991866e-05, 4.883854391652727e-05, 0.0002183833746245863}
        }
    };

    private final int[][] planes = new int[3][]; // B, G, R after the median
    private final double[] background = new double[3];

    ClassicalMethod(BufferedImage picture) {
        for (int channel = 0; channel < 3; channel++) {
            int band = 2 - channel; // a raster's bands are R, G, B however the bytes lie
            int[] raw =
                    picture.getRaster()
                            .getSamples(
                                    0,
                                    0,
                                    picture.getWidth(),
                                    picture.getHeight(),
                                    band,
                                    (int[]) null);
            planes[channel] = median(raw, picture.getWidth(), picture.getHeight());
            background[channel] = background(planes[channel]);
        }
    }

    double background(int channel) {
        return background[channel];
    }

    double[] contrast(int pixel) {
        double[] contrast = new double[3];
        for (int channel = 0; channel < 3; channel++) {
            contrast[channel] = planes[channel][pixel] / background[channel] - 1;
        }
        return contrast;
    }

    /** The class of a pixel: its number of layers, 0 for background. */
    int layers(int pixel) {
        double[] contrast = contrast(pixel);
        int best = 0;
        double least = 5;
        for (int layers = 1; layers <= LAYERS; layers++) {
            double distance = distance(contrast, layers);
            if (distance < least) {
                least = distance;
                best = layers;
            }
        }
        return best;
    }

    /** ‖L⁻¹(C − μ)‖ with Σ = LLᵀ. */
    static double distance(double[] contrast, int layers) {
        double[][] cov = COVARIANCE[layers - 1];
        double[][] lower = new double[3][3];
        double[] solved = new double[3];
        double squares = 0;
        for (int i = 0; i < 3; i++) {
            double rest = contrast[i] - MEAN[layers - 1][i];
            for (int j = 0; j <= i; j++) {
                double sum = cov[i][j];
                for (int k = 0; k < j; k++) {
                    sum -= lower[i][k] * lower[j][k];
                }
                lower[i][j] = i == j ? Math.sqrt(sum) : sum / lower[j][j];
                if (j < i) {
                    rest -= lower[i][j] * solved[j];
                }
            }
            solved[i] = rest / lower[i][i];
            squares += solved[i] * solved[i];
        }
        return Math.sqrt(squares);
    }

    private static double background(int[] plane) {
        long[] histogram = new long[256];
        for (int level : plane) {
            histogram[level]++;
        }
        int mode = 20;
        for (int level = 20; level <= 230; level++) {
            mode = histogram[level] > histogram[mode] ? level : mode;
        }
        int low = Math.max(mode - 5, 20);
        int high = Math.min(mode + 5, 230);
        return Arrays.stream(plane)
                .filter(level -> level >= low && level <= high)
                .average()
                .orElseThrow();
    }

    /** Edges repeat the outermost pixels. */
    private static int[] median(int[] plane, int width, int height) {
        int[] result = new int[plane.length];
        int[] window = new int[25];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int n = 0;
                for (int dy = -2; dy <= 2; dy++) {
                    int row = Math.clamp(y + dy, 0, height - 1) * width;
                    for (int dx = -2; dx <= 2; dx++) {
                        window[n++] = plane[row + Math.clamp(x + dx, 0, width - 1)];
                    }
                }
                Arrays.sort(window);
                result[y * width + x] = window[12];
            }
        }
        return result;
    }
}
