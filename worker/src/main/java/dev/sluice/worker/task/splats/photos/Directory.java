package dev.sluice.worker.task.splats.photos;

import dev.sluice.worker.task.splats.stage.Refusal;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;

/**
 * How long an archive's list of entries is, before anybody reads it: commons-compress keeps all of
 * it in memory, whatever number of entries the end record claims.
 */
final class Directory {
    private static final int END = 0x06054b50;
    private static final int END_64 = 0x06064b50;
    private static final int LOCATOR_64 = 0x07064b50;
    private static final int END_LENGTH = 22;
    private static final int LOCATOR_LENGTH = 20;
    private static final int LONGEST_COMMENT = 0xFFFF;
    private static final long UNKNOWN = 0xFFFF_FFFFL;

    private Directory() {}

    /** Bytes between where the list begins, by the end record, and the end record itself. */
    static long length(Path zip) throws IOException, Refusal {
        try (RandomAccessFile file = new RandomAccessFile(zip.toFile(), "r")) {
            long from = Math.max(0, file.length() - END_LENGTH - LONGEST_COMMENT);
            byte[] tail = new byte[(int) (file.length() - from)];
            file.seek(from);
            file.readFully(tail);
            ByteBuffer little = ByteBuffer.wrap(tail).order(ByteOrder.LITTLE_ENDIAN);
            for (int at = tail.length - END_LENGTH; at >= 0; at--) {
                if (little.getInt(at) == END) {
                    long size = little.getInt(at + 12) & UNKNOWN;
                    long offset = little.getInt(at + 16) & UNKNOWN;
                    return length(file, from + at, size, offset);
                }
            }
        }
        throw new Refusal(
                "not-a-zip",
                "The file is no complete ZIP archive, its end is missing; pack the photos as ZIP"
                        + " and upload that whole.");
    }

    private static long length(RandomAccessFile file, long end, long size, long offset)
            throws IOException {
        if (end >= LOCATOR_LENGTH) {
            ByteBuffer locator = read(file, end - LOCATOR_LENGTH, LOCATOR_LENGTH);
            if (locator.getInt(0) == LOCATOR_64) {
                long at = locator.getLong(8);
                if (at >= 0 && at <= end - 56) {
                    ByteBuffer record = read(file, at, 56);
                    if (record.getInt(0) == END_64) {
                        return end - Math.clamp(record.getLong(48), 0, end);
                    }
                }
            }
        }
        long before = Math.max(end - size - offset, 0); // bytes before the archive
        return end - Math.clamp(offset + before, 0, end);
    }

    private static ByteBuffer read(RandomAccessFile file, long at, int length) throws IOException {
        byte[] bytes = new byte[length];
        file.seek(at);
        file.readFully(bytes);
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
