package dev.sluice.ops.plan.simulated;

/** What queueing theory says of queues with Poisson arrivals; a service takes 1 on average. */
final class Theory {
    private Theory() {}

    /** Part of arrivals that wait, M/M/c (Erlang C). */
    static double erlangC(int servers, double load) {
        double blocked = 1; // Erlang B, by its recursion
        for (int n = 1; n <= servers; n++) {
            blocked = load * blocked / (n + load * blocked);
        }
        double free = 1 - load / servers;
        return blocked / (free + (1 - free) * blocked);
    }

    /** Mean wait, M/M/c. */
    static double meanWaitExponential(int servers, double load) {
        return erlangC(servers, load) / (servers - load);
    }

    /**
     * Wait that a part of arrivals does not exceed, M/M/c: waits of those that wait are
     * exponential.
     */
    static double quantileExponential(int servers, double load, double part) {
        return Math.max(0, Math.log(erlangC(servers, load) / (1 - part)) / (servers - load));
    }

    /**
     * Mean wait, M/D/c. Exact but for rounding: whoever is in service now will have left after one
     * service time, so that L(t + 1) = max(L(t) − c, 0) + Poisson(load); the stationary law of that
     * chain (Crommelin 1932; Tijms, A First Course in Stochastic Models, 9.6.2) by iteration, and
     * Little's law for the wait.
     */
    static double meanWaitFixed(int servers, double load) {
        int states = 40 * servers + 400;
        double[] arrivals = poisson(load, states);
        double[] law = new double[states];
        law[0] = 1;
        double change = 1;
        while (change > 1e-13) {
            double[] next = new double[states];
            for (int l = 0; l < states; l++) {
                int left = Math.max(0, l - servers);
                for (int k = 0; left + k < states; k++) {
                    next[left + k] += law[l] * arrivals[k];
                }
            }
            change = 0;
            for (int l = 0; l < states; l++) {
                change += Math.abs(next[l] - law[l]);
            }
            law = next;
        }
        double waiting = 0;
        for (int l = servers; l < states; l++) {
            waiting += (l - servers) * law[l];
        }
        return waiting / load;
    }

    private static double[] poisson(double mean, int states) {
        double[] law = new double[states];
        law[0] = Math.exp(-mean);
        for (int k = 1; k < states; k++) {
            law[k] = law[k - 1] * mean / k;
        }
        return law;
    }
}
