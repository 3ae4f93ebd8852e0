package dev.sluice.worker.task.flakes;

import com.fasterxml.jackson.databind.JsonNode;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;

/**
 * The distances straight from {@code gmm.json} in double precision, by the textbook: contrast, then
 * the solution of L y = C − μ by forward substitution.
 */
final class Reference {
    record Answer(int type, double distance) {}

    private record Layer(double[] mean, double[][] l) {}

    private final List<Layer> layers = new ArrayList<>();

    Reference(String material) throws IOException {
        JsonNode gmm = FlakesPipeline.read(Files.readAllBytes(FlakesPipeline.gmm()));
        for (JsonNode layer : gmm.path("materials").path(material)) {
            double[] mean = new double[3];
            double[][] covariance = new double[3][3];
            for (int i = 0; i < 3; i++) {
                mean[i] = layer.path("mean").path(i).doubleValue();
                for (int j = 0; j < 3; j++) {
                    covariance[i][j] = layer.path("cov").path(i).path(j).doubleValue();
                }
            }
            layers.add(new Layer(mean, cholesky(covariance)));
        }
    }

    private static double[][] cholesky(double[][] a) {
        double[][] l = new double[3][3];
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j <= i; j++) {
                double sum = a[i][j];
                for (int k = 0; k < j; k++) {
                    sum -= l[i][k] * l[j][k];
                }
                l[i][j] = i == j ? Math.sqrt(sum) : sum / l[j][j];
            }
        }
        return l;
    }

    Answer classify(int blue, int green, int red, float[] background) {
        double[] contrast = {
            blue / (double) background[0] - 1,
            green / (double) background[1] - 1,
            red / (double) background[2] - 1
        };
        int best = 0;
        double least = Double.POSITIVE_INFINITY;
        for (int k = 0; k < layers.size(); k++) {
            double distance = distance(contrast, layers.get(k));
            if (distance < least) {
                least = distance;
                best = k + 1;
            }
        }
        return new Answer(least < 5 ? best : 0, least);
    }

    private static double distance(double[] contrast, Layer layer) {
        double[] y = new double[3];
        double squares = 0;
        for (int i = 0; i < 3; i++) {
            double sum = contrast[i] - layer.mean()[i];
            for (int j = 0; j < i; j++) {
                sum -= layer.l()[i][j] * y[j];
            }
            y[i] = sum / layer.l()[i][i];
            squares += y[i] * y[i];
        }
        return Math.sqrt(squares);
    }
}
