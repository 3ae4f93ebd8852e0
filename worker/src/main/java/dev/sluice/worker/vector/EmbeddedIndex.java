package dev.sluice.worker.vector;

import dev.sluice.shared.job.Generation;
import dev.sluice.shared.vector.ChangeFeed;
import dev.sluice.shared.vector.ChangeFeed.Change;
import dev.sluice.shared.vector.CollectionKey;
import dev.sluice.shared.vector.ItemKey;
import dev.sluice.shared.vector.VectorItem;
import dev.sluice.shared.vector.VectorTable;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * An index of this process alone, which reads a collection from the {@link VectorTable} when it is
 * first asked for and follows the table's changes from then on: every two seconds, and before each
 * search. So it finds what any worker has made durable before the search began.
 */
final class EmbeddedIndex implements VectorIndex {
    private static final Logger log = LoggerFactory.getLogger(EmbeddedIndex.class);

    /** Between two looks at what has changed. */
    private static final Duration PAUSE = Duration.ofSeconds(2);

    private static final Duration LAST = Duration.ofSeconds(5);

    /** Of one search: who deletes and makes a collection time and again finds nothing in it. */
    private static final int READS = 3;

    private final VectorTable table;
    private final ChangeFeed feed;
    private final LocalVectors local;
    private final FileChannel file;
    private final Map<CollectionKey, Object> reading = new ConcurrentHashMap<>();
    private final Thread follower =
            Thread.ofPlatform().name("vectors").daemon().unstarted(this::keepUp);
    private final CountDownLatch closed = new CountDownLatch(1);

    // Guarded by this.
    private final Set<String> seen = new HashSet<>();

    /**
     * @param local what an earlier process left is taken over, unless it is too old to be followed
     */
    EmbeddedIndex(VectorTable table, LocalVectors local, FileChannel file) {
        this.table = table;
        this.feed = table.feed();
        this.local = local;
        this.file = file;
        Instant now = feed.now();
        Instant oldest = now.minus(ChangeFeed.KEPT).plus(Duration.ofHours(1));
        if (local.followed().isBefore(oldest) || local.followed().isAfter(now)) {
            local.clear();
            local.followed(now);
        }
    }

    /**
     * Begins to follow.
     *
     * @param file of the vectors, closed with the index
     */
    static EmbeddedIndex start(VectorTable table, LocalVectors local, FileChannel file) {
        EmbeddedIndex index = new EmbeddedIndex(table, local, file);
        index.follower.start();
        return index;
    }

    private void keepUp() {
        try {
            while (!closed.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS)) {
                try {
                    follow();
                } catch (RuntimeException e) {
                    log.warn("the index could not follow this time: {}", e.getMessage());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The table tells it, like all other indexes. */
    @Override
    public void put(VectorItem item) {}

    /** The table tells it, like all other indexes. */
    @Override
    public void remove(ItemKey key, Generation generation) {}

    @Override
    public List<Hit> nearest(CollectionKey collection, String version, float[] vector, int most) {
        follow();
        for (int tries = 0; tries < READS && !local.has(collection); tries++) {
            read(collection); // which may be gone again when it has been read
        }
        return local.nearest(collection, version, vector, most);
    }

    /** Hears what was told, and takes it over. */
    synchronized void follow() {
        Instant now = feed.now();
        Instant since = local.followed().minus(ChangeFeed.SLACK);
        List<Change> changes = feed.since(since);
        for (Change change : changes) {
            if (seen.add(change.entry())) {
                apply(change);
            }
        }
        seen.retainAll(entries(changes));
        if (now.isAfter(local.followed())) {
            local.followed(now);
        }
    }

    private synchronized void apply(Change change) {
        if (!local.has(change.collection())) {
            return;
        }
        if (change.item().isEmpty()) {
            local.clear(change.collection());
            return;
        }
        ItemKey key = new ItemKey(change.collection(), change.item().get());
        Optional<VectorItem> kept = table.read(key);
        if (kept.isPresent()) {
            local.put(kept.get());
        } else {
            local.remove(key);
        }
    }

    /** Reads a whole collection, once however many ask, and then what was told meanwhile. */
    private void read(CollectionKey collection) {
        synchronized (reading.computeIfAbsent(collection, _ -> new Object())) {
            if (local.has(collection)) {
                return;
            }
            Instant since = feed.now().minus(ChangeFeed.SLACK);
            Set<String> before = entries(feed.since(since));
            LocalVectors.Reading whole = local.reading(collection);
            try {
                table.all(collection, whole::take);
            } catch (RuntimeException | Error e) {
                whole.give();
                throw e;
            }
            whole.complete();
            for (Change change : feed.since(since)) {
                if (change.collection().equals(collection) && !before.contains(change.entry())) {
                    apply(change);
                }
            }
        }
        reading.remove(collection);
    }

    private static Set<String> entries(List<Change> changes) {
        return changes.stream().map(Change::entry).collect(Collectors.toSet());
    }

    @Override
    public void close() {
        closed.countDown();
        try {
            if (follower.isAlive()) {
                follower.join(LAST);
            }
            synchronized (this) {
                local.close();
            }
            file.close();
        } catch (IOException e) {
            log.warn("the index's file was not closed", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
