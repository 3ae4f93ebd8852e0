package dev.sluice.worker.task.splats.photos;

import dev.sluice.worker.task.splats.stage.Parameters;

/**
 * How much an archive may hold.
 *
 * @param bytes all that is unpacked
 * @param entryBytes one photo, unpacked; it is in memory once
 * @param ratio unpacked bytes by packed ones, of an entry of more than a megabyte
 * @param entries files, folders and all
 * @param pixels of one photo
 */
public record ArchiveLimits(long bytes, long entryBytes, int ratio, int entries, long pixels) {
    /** Reads them, in megabytes and megapixels; the caller checks. */
    public static ArchiveLimits of(Parameters p) {
        return new ArchiveLimits(
                1_000_000 * p.number("archiveMegabytes", 4_000, 1, 100_000),
                1_000_000 * p.number("photoMegabytes", 40, 1, 1_000),
                p.integer("ratio", 100, 2, 2_000),
                p.integer("entries", 2_000, 1, 50_000),
                1_000_000 * p.number("photoMegapixels", 60, 1, 400));
    }
}
