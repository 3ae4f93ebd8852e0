package dev.sluice.worker.intake;

import java.util.function.BooleanSupplier;

/** Says when the pollers of one lane may ask: see {@link LongPolls}. */
public final class LanePolls {
    private final LongPolls all;
    private final boolean prompt;

    // Guarded by all.lock.
    private boolean awake;
    private boolean paused;
    private boolean stopped;
    private boolean idlePoll;

    /**
     * @param prompt whether it waits for no turn
     */
    LanePolls(LongPolls all, boolean prompt) {
        this.all = all;
        this.prompt = prompt;
    }

    /** While it is paused no receive begins; those under way may still bring messages. */
    public void pause(boolean whether) {
        change(() -> paused = whether);
    }

    /** No receive begins any more, and nobody waits for a turn. */
    public void stop() {
        change(() -> stopped = true);
    }

    private void change(Runnable what) {
        all.lock.lock();
        try {
            what.run();
            all.changed.signalAll();
        } finally {
            all.lock.unlock();
        }
    }

    /**
     * Waits until a poller of the lane may prepare to ask: not while it is paused; nor, while it is
     * idle, before another of them is through.
     *
     * @return closed when the receive is over, or given up
     */
    Poll enter() throws InterruptedException {
        all.lock.lockInterruptibly();
        try {
            await(() -> stopped || (!paused && (awake || !idlePoll)));
            boolean idle = !stopped && !awake;
            if (idle) {
                idlePoll = true;
            }
            return new Poll(idle);
        } finally {
            all.lock.unlock();
        }
    }

    private void await(BooleanSupplier until) throws InterruptedException {
        while (!until.getAsBoolean()) {
            all.changed.await();
        }
    }

    /** A receive of one poller, from before it takes permits. */
    final class Poll implements AutoCloseable {
        private final boolean idle;
        private boolean open;

        private Poll(boolean idle) {
            this.idle = idle;
        }

        /**
         * Waits for its turn among all lanes, if the lane is idle.
         *
         * @return false if no receive may begin
         */
        boolean turn() throws InterruptedException {
            all.lock.lockInterruptibly();
            try {
                if (idle && !awake) {
                    queue();
                }
                // one that began while the lane was awake must not join the idle ones by the way
                return !stopped && !paused && (awake || open);
            } finally {
                all.lock.unlock();
            }
        }

        private void queue() throws InterruptedException {
            if (prompt) {
                open = !stopped && !paused;
                return;
            }
            all.waits(this);
            try {
                await(() -> stopped || paused || awake || all.isTurnOf(this));
                if (!stopped && !paused && !awake) {
                    open = true;
                    all.opens();
                }
            } finally {
                all.waitsNoMore(this);
            }
        }

        /** What the receive brought; not called for one that failed. */
        void brought(boolean messages) {
            all.lock.lock();
            try {
                if (messages != awake) { // a busy lane must not wake those that wait each time
                    awake = messages;
                    all.changed.signalAll();
                }
            } finally {
                all.lock.unlock();
            }
        }

        @Override
        public void close() {
            if (!idle) {
                return;
            }
            all.lock.lock();
            try {
                if (open) {
                    open = false;
                    if (!prompt) {
                        all.closes();
                    }
                }
                idlePoll = false;
                all.changed.signalAll();
            } finally {
                all.lock.unlock();
            }
        }
    }
}
