package dev.sluice.shared.release;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * A release that is tried on a share: of the customers, as a canary, or of the jobs, as a shadow.
 *
 * @param percent of them, 0 to 100
 * @param bounds what ends it by itself
 */
public record Trial(String version, double percent, Bounds bounds) {
    private static final int PARTS = 1_000_000;

    /**
     * A worsening that ends a trial.
     *
     * @param after judged from so many jobs on
     * @param agreement the least share of answers that are the same; 0: any
     * @param failures by how much the share of jobs that fail may be over the live release's; 1:
     *     any
     * @param slowdown how many times as long as the live release it may take; 0: any
     */
    public record Bounds(int after, double agreement, double failures, double slowdown) {
        /** Nothing ends it but an operator. */
        public static final Bounds NONE = new Bounds(100, 0, 1, 0);

        public boolean any() {
            return agreement > 0 || failures < 1 || slowdown > 0;
        }
    }

    /**
     * Whether somebody is in the share. The same one always is or never is, whoever asks, and stays
     * in when the share grows.
     *
     * @param what is shared out: trials of different releases meet different ones
     */
    public boolean takes(String pipeline, String what) {
        return number(pipeline, version, what) < percent / 100 * PARTS;
    }

    /** Evenly spread, from 0. */
    private static int number(String... of) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256")
                            .digest(String.join("\n", of).getBytes(StandardCharsets.UTF_8));
            return Math.floorMod(ByteBuffer.wrap(digest).getLong(), PARTS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
