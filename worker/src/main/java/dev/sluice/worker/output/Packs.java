package dev.sluice.worker.output;

import dev.sluice.shared.aws.ObjectStore;
import dev.sluice.shared.job.Job;
import dev.sluice.shared.job.ResultPlace;
import dev.sluice.shared.pipeline.Output;
import dev.sluice.shared.pipeline.Pipeline;
import dev.sluice.worker.intake.Hold;
import dev.sluice.worker.intake.Lease;
import dev.sluice.worker.intake.Upstream;

import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Documents as lines of packs (RULES 19): one open pack to a customer, written when it has its
 * lines or bytes, when its first line has waited {@code maxDelay}, or when no message in hand is
 * left that could still bring a line, so that at idle nobody waits.
 *
 * <p>Each pack has a thread of its own, from its first line to the answer to its PUT. Jobs only
 * wait for it, so one that is cut off or loses its lease takes no other with it; its line then lies
 * in the pack and no row names it.
 */
public final class Packs implements Documents {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    private final ObjectStore store;
    private final String bucket;
    private final Pipeline pipeline;
    private final Upstream upstream;
    private final InstantSource clock;

    // Guarded by this.
    private final Map<String, Pack> open = new HashMap<>();

    /**
     * @param upstream the messages in hand
     */
    public Packs(
            ObjectStore store,
            String bucket,
            Pipeline pipeline,
            Upstream upstream,
            InstantSource clock) {
        this.store = store;
        this.bucket = bucket;
        this.pipeline = pipeline;
        this.upstream = upstream;
        this.clock = clock;
        upstream.whenNothingComes(this::sealAll);
    }

    /** Adds a line and waits until its pack is stored. Never superseded: the row decides. */
    @Override
    public Optional<ResultPlace> store(Job job, Map<String, String> ids, byte[] json, Hold hold)
            throws InterruptedException {
        byte[] member = GzipLine.of(json);
        Lease lease = hold.lease();
        lease.check();
        if (lease.ending()
                .isPresent()) { // cut off just as its work ended: its thread heard nothing
            throw new InterruptedException("cut off before it waited for a pack");
        }
        return Optional.of(add(job.customerID(), member, hold).await());
    }

    private synchronized Pack.Line add(String customerID, byte[] member, Hold hold) {
        Pack pack = open.computeIfAbsent(customerID, this::begin);
        Pack.Line line = pack.add(member, hold.lease());
        Output.Pack limits = pipeline.output().documents().pack();
        if (pack.lines() >= limits.lines() || pack.bytes() >= limits.bytes()) {
            open.remove(customerID);
            pack.seal();
        }
        hold.broughtDocument();
        if (upstream.nothingComes()) { // it may have been past before, when it was settled first
            sealAll();
        }
        return line;
    }

    private Pack begin(String customerID) {
        String name = TIME.format(clock.instant()) + "-" + UUID.randomUUID();
        String key = pipeline.packs().render(Map.of("customerID", customerID, "pack", name));
        Pack pack = new Pack(key);
        Thread.ofVirtual().name("pack-" + key).start(() -> see(customerID, pack));
        return pack;
    }

    private synchronized void sealAll() {
        open.values().forEach(Pack::seal);
        open.clear();
    }

    private synchronized void seal(String customerID, Pack pack) {
        open.remove(customerID, pack);
        pack.seal();
    }

    private void see(String customerID, Pack pack) {
        try {
            if (!pack.sealedWithin(pipeline.output().documents().pack().maxDelay())) {
                seal(customerID, pack);
            }
            pack.check();
            store.putNew(bucket, pack.key(), "application/gzip", pack.content());
            pack.confirm();
        } catch (Throwable e) { // those who wait must hear of it, whatever it is
            seal(customerID, pack);
            pack.fail(e);
        }
    }
}
