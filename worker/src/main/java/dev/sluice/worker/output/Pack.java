package dev.sluice.worker.output;

import dev.sluice.shared.job.ResultPlace;
import dev.sluice.worker.intake.Lease;

import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * The lines that go out together. {@link Packs} adds under its lock until it seals the pack; after
 * that nothing changes but the answer.
 */
final class Pack {
    private final String key;
    private final ByteArrayOutputStream content = new ByteArrayOutputStream();
    private final List<Lease> leases = new ArrayList<>();
    private final CountDownLatch sealed = new CountDownLatch(1);
    private final CompletableFuture<Void> confirmed = new CompletableFuture<>();

    Pack(String key) {
        this.key = key;
    }

    String key() {
        return key;
    }

    /** One job's part: where its line will lie, and the wait for it. */
    record Line(Pack pack, ResultPlace place) {
        /**
         * Returns once the line is stored.
         *
         * @throws RuntimeException as the PUT threw it
         */
        ResultPlace await() throws InterruptedException {
            try {
                pack.confirmed.get();
                return place;
            } catch (ExecutionException e) {
                if (e.getCause() instanceof RuntimeException failed) {
                    throw failed;
                }
                throw new IllegalStateException("pack " + pack.key + " was not written", e);
            }
        }
    }

    Line add(byte[] member, Lease lease) {
        ResultPlace place = new ResultPlace.InPack(key, content.size(), member.length);
        content.writeBytes(member);
        leases.add(lease);
        return new Line(this, place);
    }

    int lines() {
        return leases.size();
    }

    int bytes() {
        return content.size();
    }

    /** No line comes after this. */
    void seal() {
        sealed.countDown();
    }

    boolean sealedWithin(Duration time) throws InterruptedException {
        return sealed.await(time.toNanos(), TimeUnit.NANOSECONDS);
    }

    byte[] content() {
        return content.toByteArray();
    }

    /**
     * Call before the PUT: it is for nobody when all the jobs are in other hands by now (RULES 8).
     *
     * @throws Lease.LeaseLost if so
     */
    void check() {
        if (leases.stream().noneMatch(Lease::alive)) {
            leases.getFirst().check();
        }
    }

    void confirm() {
        confirmed.complete(null);
    }

    void fail(Throwable why) {
        confirmed.completeExceptionally(why);
    }
}
