package dev.sluice.worker.flow;

/**
 * S3 holds something newer than this job's upload, and no row tells of it yet. Its event may be on
 * its way, or may never come, so this job must not end without an answer (RULES 2).
 */
final class Overtaken extends Exception {
    private static final long serialVersionUID = 1;

    Overtaken(String message) {
        super(message);
    }
}
