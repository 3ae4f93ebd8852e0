package dev.sluice.worker.task.classify;

/**
 * What the values of a network are, and so what is done to them. Softmax and probabilities are of
 * classes of which one is true; independent ones say of each class on its own whether it is.
 */
enum Scores {
    /** From 0 to 1, and sum to 1; taken as they are. */
    PROBABILITIES(false, false),
    /** Before softmax, which is applied. */
    LOGITS(true, false),
    /** Each from 0 to 1; taken as they are. */
    INDEPENDENT(false, true),
    /** Before the sigmoid, which is applied to each. */
    INDEPENDENT_LOGITS(true, true);

    private final boolean logits;
    private final boolean independent;

    Scores(boolean logits, boolean independent) {
        this.logits = logits;
        this.independent = independent;
    }

    /** Whether something is applied to the values. */
    boolean logits() {
        return logits;
    }

    /** Whether several classes, or none, may be true of one picture. */
    boolean independent() {
        return independent;
    }

    /** Whether so many values suit so many labels. */
    static boolean suit(long values, int labels) {
        return values == labels || isColumn(values, labels);
    }

    /** One value for two labels: how likely the second is, and the first if it is not. */
    static boolean isColumn(long values, int labels) {
        return values == 1 && labels == 2;
    }

    /**
     * A confidence from 0 to 1 for each label.
     *
     * @param values as many as there are labels, or one for two of them
     * @param temperature what logits are divided by: over 1 makes the network less sure of itself
     */
    float[] confidences(float[] values, int labels, double temperature) {
        boolean column = isColumn(values.length, labels);
        float[] own = values;
        if (logits) {
            own =
                    independent || column
                            ? sigmoid(values, temperature)
                            : softmax(values, temperature);
        }
        return column ? new float[] {1 - own[0], own[0]} : own;
    }

    private static float[] sigmoid(float[] logits, double temperature) {
        float[] probabilities = new float[logits.length];
        for (int i = 0; i < logits.length; i++) {
            probabilities[i] = (float) (1 / (1 + Math.exp(-logits[i] / temperature)));
        }
        return probabilities;
    }

    private static float[] softmax(float[] logits, double temperature) {
        double max = Double.NEGATIVE_INFINITY;
        for (float logit : logits) {
            max = Math.max(max, logit);
        }
        double sum = 0;
        double[] powers = new double[logits.length];
        for (int i = 0; i < logits.length; i++) {
            powers[i] = Math.exp((logits[i] - max) / temperature);
            sum += powers[i];
        }
        float[] probabilities = new float[logits.length];
        for (int i = 0; i < logits.length; i++) {
            probabilities[i] = (float) (powers[i] / sum);
        }
        return probabilities;
    }
}
