package dev.sluice.worker.task.voice;

/**
 * Which windows of a recording are speech, as silero-vad's authors mean it: it begins at a
 * probability of 0.5, and ends when it stays below 0.35 for some windows, which are not of it. One
 * thread.
 */
final class SpeechGate {
    private static final float BEGINS = 0.5f;
    private static final float ENDS = 0.35f;

    /** About an eighth of a second, as between two words. */
    static final int PATIENCE = 4;

    private boolean open;

    /** Windows of a speech whose end is not decided. */
    private int quiet;

    /** What becomes of windows, in their order. */
    interface Verdict {
        /**
         * @param windows that are speech, and have not been told of yet
         */
        void speech(int windows);

        /**
         * @param windows that are none, and have not been told of yet
         */
        void other(int windows);
    }

    /** Takes the next window's probability. */
    void take(float probability, Verdict verdict) {
        if (!open) {
            open = probability >= BEGINS;
            if (open) {
                verdict.speech(1);
            } else {
                verdict.other(1);
            }
        } else if (probability >= ENDS) {
            verdict.speech(quiet + 1);
            quiet = 0;
        } else if (++quiet == PATIENCE) {
            open = false;
            verdict.other(quiet);
            quiet = 0;
        }
    }

    /** No more come. */
    void end(Verdict verdict) {
        if (quiet > 0) {
            verdict.other(quiet);
        }
        open = false;
        quiet = 0;
    }
}
