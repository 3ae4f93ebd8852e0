package dev.sluice.worker.vector;

import dev.sluice.shared.vector.VectorItem;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ObjIntConsumer;
import java.util.zip.CRC32C;

/**
 * Objects with their vectors in one file, mapped into memory. What was written is there after the
 * process was killed, for the operating system has it; a record that was not whole is not. What is
 * deleted is overwritten at once. Writers must be alone; readers may be many.
 *
 * <p>Little endian. The file is a row of chunks, a chunk a row of records, none of which reaches
 * over its end: size, state, checksum, length of the names and number of vectors (two bytes each),
 * {@link ItemBytes}, vectors. A size of 0 ends a chunk. The first record of the file is its head:
 * mark, dimension, and the time up to which its owner has followed.
 */
final class VectorFile implements AutoCloseable {
    private static final int CHUNK = 2 << 20;

    /** Records begin at multiples of it, so that addresses fit an int, and holes fit again. */
    private static final int UNIT = 32;

    private static final int MARK = 0x31564c53; // "SLV1"
    private static final int DIMENSION = 4;
    private static final int FOLLOWED = 8;

    private static final int STATE = 4;
    private static final int SUM = 8;
    private static final int NAMES = 12;
    private static final int COUNT = 14;
    private static final int HEAD = 16;

    private static final int HOLE = 2;
    private static final int LIVE = 1;

    private static final ValueLayout.OfInt INT =
            ValueLayout.JAVA_INT.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LONG =
            ValueLayout.JAVA_LONG.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfFloat FLOAT =
            ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final FileChannel file;
    private final int dimension;
    private final Arena arena = Arena.ofShared();
    private final List<MemorySegment> chunks = new ArrayList<>();

    /** Addresses of holes by their size. */
    private final Map<Integer, List<Integer>> holes = new HashMap<>();

    /** Where the last chunk's next record goes. */
    private int free = UNIT;

    private VectorFile(FileChannel file, int dimension) {
        this.file = file;
        this.dimension = dimension;
    }

    /**
     * Opens a file, or makes it, or begins it anew if it is of another kind.
     *
     * @param file of the caller, who closes it after this; no other may write it
     */
    static VectorFile open(FileChannel file, int dimension) throws IOException {
        VectorFile opened = new VectorFile(file, dimension);
        try {
            opened.begin();
        } catch (IOException | RuntimeException | Error e) {
            opened.close();
            throw e;
        }
        return opened;
    }

    private void begin() throws IOException {
        for (long at = 0; at + CHUNK <= file.size(); at += CHUNK) {
            chunks.add(file.map(FileChannel.MapMode.READ_WRITE, at, CHUNK, arena));
        }
        if (chunks.isEmpty()
                || chunks.getFirst().get(INT, 0) != MARK
                || chunks.getFirst().get(INT, DIMENSION) != dimension) {
            chunks.clear();
            file.truncate(0);
            grow();
            chunks.getFirst().set(INT, DIMENSION, dimension);
            chunks.getFirst().set(INT, 0, MARK);
        }
    }

    /**
     * Reads all objects; call once, before the first write.
     *
     * @param each told of each object, without vectors, and its address
     */
    void scan(ObjIntConsumer<VectorItem> each) {
        for (int chunk = 0; chunk < chunks.size(); chunk++) {
            free = scan(chunk, each);
        }
    }

    /** Preallocated, so that a full disk is an exception here and not a crash at some write. */
    private void grow() throws IOException {
        long at = (long) chunks.size() * CHUNK;
        if (at / UNIT > Integer.MAX_VALUE - CHUNK / UNIT) {
            throw new IOException("an index file holds at most 64 GB");
        }
        ByteBuffer zeros = ByteBuffer.allocate(1 << 20);
        for (long done = 0; done < CHUNK; ) {
            zeros.clear();
            done += file.write(zeros, at + done);
        }
        chunks.add(file.map(FileChannel.MapMode.READ_WRITE, at, CHUNK, arena));
        free = chunks.size() == 1 ? UNIT : 0;
    }

    private int scan(int number, ObjIntConsumer<VectorItem> each) {
        MemorySegment chunk = chunks.get(number);
        int at = number == 0 ? UNIT : 0;
        while (at < CHUNK) {
            int size = chunk.get(INT, at);
            if (size < UNIT || size % UNIT != 0 || size > CHUNK - at) {
                break; // the end, or what was never whole
            }
            int address = address(number, at);
            Optional<VectorItem> item = whole(chunk.asSlice(at, size));
            if (item.isPresent()) {
                each.accept(item.get(), address);
            } else {
                erase(address);
            }
            at += size;
        }
        return at;
    }

    private Optional<VectorItem> whole(MemorySegment record) {
        int names = record.get(SHORT, NAMES);
        boolean whole =
                record.get(INT, STATE) == LIVE
                        && names >= 0
                        && size(names, record.get(SHORT, COUNT)) == record.byteSize()
                        && record.get(INT, SUM) == sum(record);
        return whole ? item(record) : Optional.empty();
    }

    private static int sum(MemorySegment record) {
        CRC32C crc = new CRC32C();
        crc.update(record.asSlice(NAMES).asByteBuffer());
        return (int) crc.getValue();
    }

    private int size(int names, int vectors) {
        int bytes = HEAD + names + vectors * dimension * Float.BYTES;
        return (bytes + UNIT - 1) / UNIT * UNIT;
    }

    private static int address(int chunk, int at) {
        return (int) (((long) chunk * CHUNK + at) / UNIT);
    }

    private MemorySegment record(int address) {
        long at = (long) address * UNIT;
        MemorySegment chunk = chunks.get((int) (at / CHUNK));
        long from = at % CHUNK;
        return chunk.asSlice(from, chunk.get(INT, from));
    }

    /**
     * Writes an object.
     *
     * @return its address
     * @throws IOException if there is no room on the disk
     */
    int append(VectorItem item) throws IOException {
        byte[] names = ItemBytes.of(item);
        int size = size(names.length, item.vectors().size());
        List<Integer> fitting = holes.getOrDefault(size, List.of());
        int address;
        if (fitting.isEmpty()) {
            if (CHUNK - free < size) {
                grow();
            }
            address = address(chunks.size() - 1, free);
            free += size;
        } else {
            address = fitting.removeLast();
        }
        long at = (long) address * UNIT;
        MemorySegment chunk = chunks.get((int) (at / CHUNK));
        MemorySegment record = chunk.asSlice(at % CHUNK, size);
        record.set(INT, 0, size); // found again even if nothing more is written
        record.set(SHORT, NAMES, (short) names.length);
        record.set(SHORT, COUNT, (short) item.vectors().size());
        MemorySegment.copy(names, 0, record, ValueLayout.JAVA_BYTE, HEAD, names.length);
        long to = (long) HEAD + names.length;
        for (float[] vector : item.vectors()) {
            MemorySegment.copy(vector, 0, record, FLOAT, to, dimension);
            to += (long) dimension * Float.BYTES;
        }
        record.set(INT, SUM, sum(record));
        record.set(INT, STATE, LIVE);
        return address;
    }

    /** Overwrites an object; nothing of it is left. */
    void erase(int address) {
        MemorySegment record = record(address);
        record.set(INT, STATE, HOLE);
        record.asSlice(SUM).fill((byte) 0);
        holes.computeIfAbsent((int) record.byteSize(), _ -> new ArrayList<>()).add(address);
    }

    /** The object at an address, without vectors. */
    VectorItem item(int address) {
        return item(record(address)).orElseThrow();
    }

    private static Optional<VectorItem> item(MemorySegment record) {
        return ItemBytes.read(
                record.asSlice(HEAD, record.get(SHORT, NAMES)).toArray(ValueLayout.JAVA_BYTE));
    }

    int vectors(int address) {
        return record(address).get(SHORT, COUNT);
    }

    float[] vector(int address, int number) {
        MemorySegment record = record(address);
        float[] vector = new float[dimension];
        MemorySegment.copy(record, FLOAT, at(record, number), vector, 0, dimension);
        return vector;
    }

    private long at(MemorySegment record, int number) {
        return HEAD + record.get(SHORT, NAMES) + (long) number * dimension * Float.BYTES;
    }

    /** The scalar product of a vector here and another: the cosine, where both have length 1. */
    float dot(int address, int number, float[] other) {
        long byteAt = (long) address * UNIT;
        MemorySegment chunk = chunks.get((int) (byteAt / CHUNK));
        long from = byteAt % CHUNK;
        long at = from + HEAD + chunk.get(SHORT, from + NAMES);
        at += (long) number * dimension * Float.BYTES;
        float a = 0;
        float b = 0;
        float c = 0;
        float d = 0;
        for (int i = 0; i < dimension; i += 4, at += 4 * Float.BYTES) {
            a += chunk.get(FLOAT, at) * other[i];
            b += chunk.get(FLOAT, at + 4) * other[i + 1];
            c += chunk.get(FLOAT, at + 8) * other[i + 2];
            d += chunk.get(FLOAT, at + 12) * other[i + 3];
        }
        return a + b + (c + d);
    }

    /** Bytes of the file. */
    long bytes() {
        return (long) chunks.size() * CHUNK;
    }

    Instant followed() {
        return Instant.ofEpochMilli(chunks.getFirst().get(LONG, FOLLOWED));
    }

    void followed(Instant time) {
        chunks.getFirst().set(LONG, FOLLOWED, time.toEpochMilli());
    }

    @Override
    public void close() {
        arena.close();
    }
}
