package dev.sluice.worker.intake;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many of a pipeline's messages in hand may still bring a document. Who waits for more of them,
 * such as a pack of results, is told when nothing comes any more, so that at idle nobody waits
 * (RULES 19). What is on its way to a <em>model</em> the model itself counts: a message may be past
 * its last call and still bring its document.
 */
public final class Upstream {
    private final AtomicInteger coming = new AtomicInteger();
    private final List<Runnable> waiting = new CopyOnWriteArrayList<>();

    /** One message's place among those that come. */
    public final class Place {
        private final AtomicBoolean here = new AtomicBoolean(true);
        private volatile Runnable then = () -> {};

        private Place() {}

        /** Nothing more comes of it. Repeatable. */
        public void leave() {
            if (here.compareAndSet(true, false)) {
                then.run(); // before it is counted out: another may come in its stead
                if (coming.decrementAndGet() == 0) {
                    waiting.forEach(Runnable::run);
                }
            }
        }

        /** It comes after all. */
        void comeBack() {
            if (here.compareAndSet(false, true)) {
                coming.incrementAndGet();
            }
        }

        void whenLeft(Runnable what) {
            then = what;
        }
    }

    public boolean nothingComes() {
        return coming.get() <= 0;
    }

    /** A message was received. */
    Place enter() {
        coming.incrementAndGet();
        return new Place();
    }

    /**
     * @param told whenever nothing comes any more, by the thread of whoever left last
     */
    public void whenNothingComes(Runnable told) {
        waiting.add(told);
    }
}
