package dev.sluice.worker.vector;

import dev.sluice.shared.job.Generation;
import dev.sluice.shared.vector.CollectionKey;
import dev.sluice.shared.vector.ItemKey;
import dev.sluice.shared.vector.VectorItem;
import dev.sluice.shared.vector.VectorTable.VectorsUnavailable;
import dev.sluice.worker.vector.VectorIndex.Hit;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;

/**
 * The collections that this process has read, in a {@link VectorFile}. A search looks at the codes
 * of all vectors of a collection and then compares the likeliest exactly, so that what it tells of
 * a vector is never an estimate; up to so many it compares all.
 */
public final class LocalVectors implements AutoCloseable {
    /** Vectors that are compared exactly. */
    static final int EXACT = 1000;

    private final VectorFile file;
    private final Codes codes = new Codes();
    private final ReadWriteLock lock = new ReentrantReadWriteLock();

    // Guarded by lock.
    private final Map<CollectionKey, Loaded> collections = new HashMap<>();

    /**
     * A collection that was read whole.
     *
     * @param mark the address of the record that says so
     * @param byVersion the models' versions
     */
    private record Loaded(int mark, Map<String, Members> byVersion) {}

    private LocalVectors(VectorFile file) {
        this.file = file;
    }

    /**
     * Opens what is in a file.
     *
     * @param file of the caller, who closes it after this; no other may write it
     */
    public static LocalVectors open(FileChannel file, int dimension) throws IOException {
        VectorFile vectors = VectorFile.open(file, dimension);
        LocalVectors opened = new LocalVectors(vectors);
        Map<CollectionKey, Map<String, Members>> found = new HashMap<>();
        Map<CollectionKey, Integer> marks = new HashMap<>();
        vectors.scan(
                (item, address) -> {
                    CollectionKey collection = item.key().collection();
                    if (item.key().item().isEmpty()) {
                        marks.put(collection, address);
                    } else {
                        opened.enter(
                                found.computeIfAbsent(collection, _ -> new HashMap<>()),
                                item,
                                address);
                    }
                });
        marks.forEach(
                (collection, mark) -> {
                    Map<String, Members> members = found.remove(collection);
                    opened.collections.put(
                            collection,
                            new Loaded(mark, members == null ? new HashMap<>() : members));
                });
        found.values().forEach(unread -> unread.values().forEach(opened::erase)); // not whole
        return opened;
    }

    private void enter(Map<String, Members> byVersion, VectorItem item, int address) {
        Members members = byVersion.computeIfAbsent(item.version(), _ -> new Members());
        int hash = item.key().item().hashCode();
        for (int i = 0; i < file.vectors(address); i++) {
            members.add(address, i, hash, codes, file.vector(address, i));
        }
    }

    private void erase(Members members) {
        for (int address : members.all()) {
            file.erase(address);
        }
    }

    /** Whether a collection was read whole, and so is kept up with. */
    boolean has(CollectionKey collection) {
        return read(() -> collections.containsKey(collection));
    }

    /** How many vectors there are of a collection. */
    public int count(CollectionKey collection) {
        return read(
                () ->
                        Optional.ofNullable(collections.get(collection)).stream()
                                .flatMap(loaded -> loaded.byVersion().values().stream())
                                .mapToInt(Members::count)
                                .sum());
    }

    /** A collection on its way in; what is taken counts once it is {@link #complete}. */
    public final class Reading {
        private final CollectionKey collection;
        private final Map<String, Members> byVersion = new HashMap<>();

        private Reading(CollectionKey collection) {
            this.collection = collection;
        }

        /** Takes an object, each once. */
        public void take(VectorItem item) {
            write(() -> enter(byVersion, item, append(item)));
        }

        public void complete() {
            write(
                    () -> {
                        ItemKey none = new ItemKey(collection, "");
                        VectorItem mark = new VectorItem(none, ItemBytes.none(), "", List.of());
                        drop(collection);
                        collections.put(collection, new Loaded(append(mark), byVersion));
                    });
        }

        void give() {
            write(() -> byVersion.values().forEach(LocalVectors.this::erase));
        }
    }

    public Reading reading(CollectionKey collection) {
        return new Reading(collection);
    }

    private int append(VectorItem item) {
        try {
            return file.append(item);
        } catch (IOException e) {
            throw new VectorsUnavailable("the index has no room: " + e.getMessage(), e);
        }
    }

    /** Takes an object's vectors, if its collection is here and has none as new of it. */
    public void put(VectorItem item) {
        write(
                () -> {
                    Loaded loaded = collections.get(item.key().collection());
                    if (loaded == null) {
                        return;
                    }
                    Optional<Generation> there = standing(loaded, item.key());
                    if (there.isEmpty() || there.get().compareTo(item.generation()) < 0) {
                        int address = append(item);
                        remove(loaded, item.key());
                        enter(loaded.byVersion(), item, address);
                    }
                });
    }

    /** Drops an object's vectors, whatever their generation. */
    public void remove(ItemKey key) {
        write(
                () ->
                        Optional.ofNullable(collections.get(key.collection()))
                                .ifPresent(loaded -> remove(loaded, key)));
    }

    private void remove(Loaded loaded, ItemKey key) {
        for (Members members : loaded.byVersion().values()) {
            for (int address : members.withHash(key.item().hashCode())) {
                if (file.item(address).key().equals(key)) {
                    members.remove(address);
                    file.erase(address);
                }
            }
        }
    }

    /** Drops a collection. */
    void clear(CollectionKey collection) {
        write(() -> drop(collection));
    }

    /** Drops all. */
    void clear() {
        write(() -> List.copyOf(collections.keySet()).forEach(this::drop));
    }

    private void drop(CollectionKey collection) {
        Loaded loaded = collections.remove(collection);
        if (loaded != null) {
            file.erase(loaded.mark());
            loaded.byVersion().values().forEach(this::erase);
        }
    }

    /** Which generation of an object is here. */
    Optional<Generation> standing(ItemKey key) {
        return read(
                () ->
                        Optional.ofNullable(collections.get(key.collection()))
                                .flatMap(loaded -> standing(loaded, key)));
    }

    private Optional<Generation> standing(Loaded loaded, ItemKey key) {
        return loaded.byVersion().values().stream()
                .flatMapToInt(
                        members -> java.util.Arrays.stream(members.withHash(key.item().hashCode())))
                .mapToObj(file::item)
                .filter(item -> item.key().equals(key))
                .map(VectorItem::generation)
                .max(Comparator.naturalOrder());
    }

    /** The most alike, the most alike first. */
    public List<Hit> nearest(CollectionKey collection, String version, float[] vector, int most) {
        return read(
                () ->
                        Optional.ofNullable(collections.get(collection))
                                .map(loaded -> loaded.byVersion().get(version))
                                .map(members -> nearest(members, vector, most))
                                .orElse(List.of()));
    }

    private List<Hit> nearest(Members members, float[] vector, int most) {
        record Near(int index, float cosine) {}
        PriorityQueue<Near> best = new PriorityQueue<>(Comparator.comparingDouble(Near::cosine));
        int looks = Math.max(EXACT, most);
        for (int index :
                Codes.likeliest(members.codes(), members.count(), codes.query(vector), looks)) {
            float cosine = file.dot(members.address(index), members.number(index), vector);
            if (best.size() < most) {
                best.add(new Near(index, cosine));
            } else if (!best.isEmpty() && cosine > best.element().cosine()) {
                best.remove();
                best.add(new Near(index, cosine));
            }
        }
        List<Hit> hits = new ArrayList<>();
        best.stream()
                .sorted(Comparator.comparingDouble((Near near) -> -near.cosine()))
                .forEach(
                        near -> {
                            VectorItem item = file.item(members.address(near.index()));
                            int number = members.number(near.index());
                            hits.add(new Hit(item.key(), item.generation(), number, near.cosine()));
                        });
        return hits;
    }

    Instant followed() {
        return read(file::followed);
    }

    void followed(Instant time) {
        write(() -> file.followed(time));
    }

    /** Bytes of the file. */
    public long bytes() {
        return read(file::bytes);
    }

    private <T> T read(Supplier<T> what) {
        lock.readLock().lock();
        try {
            return what.get();
        } finally {
            lock.readLock().unlock();
        }
    }

    private void write(Runnable what) {
        lock.writeLock().lock();
        try {
            what.run();
        } finally {
            lock.writeLock().unlock();
        }
    }

    @Override
    public void close() {
        write(file::close);
    }
}
