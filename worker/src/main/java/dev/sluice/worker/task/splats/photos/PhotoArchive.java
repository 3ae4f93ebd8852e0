package dev.sluice.worker.task.splats.photos;

import dev.sluice.worker.input.Undecodable;
import dev.sluice.worker.input.picture.PictureDecoder;
import dev.sluice.worker.input.picture.PictureHeader;
import dev.sluice.worker.input.picture.PictureLimits;
import dev.sluice.worker.task.splats.stage.Refusal;

import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

/**
 * Unpacks the photos of an uploaded ZIP, one at a time, and believes nothing that it says. Read
 * from the file by its central directory, as {@code unzip} does; commons-compress checks no
 * checksum, so that is done here. One thread.
 */
public final class PhotoArchive {
    /** Bytes of the list of entries; each takes some ten times as much memory. */
    private static final long LONGEST_DIRECTORY = 4_000_000;

    private static final Pattern PHOTO = Pattern.compile(".*\\.(?:jpe?g|png)");
    private static final Pattern UNSAFE = Pattern.compile("[^A-Za-z0-9._-]");
    private static final int MOST_TOLD = 20;

    private final ArchiveLimits limits;

    public PhotoArchive(ArchiveLimits limits) {
        this.limits = limits;
    }

    /**
     * A photo that was unpacked.
     *
     * @param file its name in the folder, of letters that every program takes
     * @param checksum CRC-32 of its bytes
     */
    public record Photo(String file, int width, int height, long checksum) {}

    /**
     * @param skipped what was left out and why, at most 20 of them
     * @param skippedCount how many were left out
     */
    public record Unpacked(List<Photo> photos, List<String> skipped, int skippedCount) {
        public Unpacked {
            photos = List.copyOf(photos);
            skipped = List.copyOf(skipped);
        }
    }

    /**
     * Unpacks all photos.
     *
     * @param folder is made
     * @throws Refusal if the archive is none, or has in it what no archive of photos has
     */
    public Unpacked unpack(Path zip, Path folder) throws Refusal, IOException {
        return unpack(zip, folder, name -> true);
    }

    /**
     * As the other, but writes only some; names are the same in every run.
     *
     * @param wanted by a photo's name in the folder
     */
    public Unpacked unpack(Path zip, Path folder, Predicate<String> wanted)
            throws Refusal, IOException {
        if (Directory.length(zip) > LONGEST_DIRECTORY) {
            throw tooMany();
        }
        Files.createDirectories(folder);
        try (ZipFile archive = open(zip)) {
            List<ZipArchiveEntry> entries = Collections.list(archive.getEntries());
            if (entries.size() > limits.entries()) {
                throw tooMany();
            }
            EntryGuard guard = new EntryGuard(limits);
            for (ZipArchiveEntry entry : entries) {
                guard.check(entry);
            }
            Unpacking unpacking = new Unpacking(archive, folder, wanted);
            for (ZipArchiveEntry entry : entries) {
                if (!EntryGuard.ignored(entry)) {
                    unpacking.take(entry);
                }
            }
            return new Unpacked(unpacking.photos, unpacking.skipped, unpacking.skippedCount);
        }
    }

    private Refusal tooMany() {
        return new Refusal(
                "zip-too-many-entries",
                "The archive has more than the %d entries allowed; pack the photos alone."
                        .formatted(limits.entries()));
    }

    private static ZipFile open(Path zip) throws Refusal {
        try {
            return ZipFile.builder().setPath(zip).setIgnoreLocalFileHeader(true).get();
        } catch (IOException | RuntimeException e) { // a stranger's bytes are never a fault of ours
            throw damaged("its list of entries cannot be read");
        }
    }

    private static Refusal damaged(String why) {
        return new Refusal(
                "zip-damaged",
                "The archive is damaged: %s; pack it anew and upload that.".formatted(why));
    }

    /** One archive at work. */
    private final class Unpacking {
        private final ZipFile archive;
        private final Path folder;
        private final Predicate<String> wanted;
        private final List<Photo> photos = new ArrayList<>();
        private final List<String> skipped = new ArrayList<>();
        private final Set<String> names = new HashSet<>(); // taken, in lower case
        private final Set<Long> seen = new HashSet<>(); // checksums with sizes
        private int skippedCount;

        Unpacking(ZipFile archive, Path folder, Predicate<String> wanted) {
            this.archive = archive;
            this.folder = folder;
            this.wanted = wanted;
        }

        void take(ZipArchiveEntry entry) throws Refusal, IOException {
            if (!PHOTO.matcher(entry.getName().toLowerCase(Locale.ROOT)).matches()) {
                skip(entry, "its name is no photo's (.jpg, .jpeg, .png)");
                return;
            }
            String name = name(entry.getName());
            if (!wanted.test(name)) {
                return;
            }
            byte[] bytes = read(entry);
            if (!seen.add(entry.getCrc() << 31 ^ bytes.length)) {
                skip(entry, "the same photo is in it under another name");
                return;
            }
            try {
                PictureHeader header =
                        PictureDecoder.header(bytes, new PictureLimits(limits.pixels(), 1));
                if (header.format() != PictureHeader.Format.JPEG
                        && header.format() != PictureHeader.Format.PNG) {
                    skip(entry, "it is a " + header.format() + ", neither JPEG nor PNG");
                    return;
                }
                Files.write(folder.resolve(name), bytes);
                photos.add(new Photo(name, header.width(), header.height(), entry.getCrc()));
            } catch (Undecodable e) {
                skip(entry, e.reason().sentence());
            }
        }

        private void skip(ZipArchiveEntry entry, String why) {
            skippedCount++;
            if (skipped.size() < MOST_TOLD) {
                skipped.add(EntryGuard.shown(entry.getName()) + ": " + why);
            }
        }

        /** The last part, or all parts where two photos would have the same. */
        private String name(String entry) {
            String path =
                    UNSAFE.matcher(entry.replace('\\', '/').replace('/', '\0')).replaceAll("_");
            String last =
                    entry.substring(1 + Math.max(entry.lastIndexOf('/'), entry.lastIndexOf('\\')));
            String name = UNSAFE.matcher(last).replaceAll("_");
            for (int i = 2; !names.add(name.toLowerCase(Locale.ROOT)); i++) {
                name = i == 2 ? path : i + "_" + path;
            }
            return name;
        }

        /** All of it, which is no more than the entry said and the guard allowed. */
        private byte[] read(ZipArchiveEntry entry) throws Refusal {
            byte[] bytes = new byte[(int) entry.getSize()];
            CRC32 sum = new CRC32();
            try (InputStream in = archive.getInputStream(entry)) {
                int length = in.readNBytes(bytes, 0, bytes.length);
                sum.update(bytes, 0, length);
                if (length == bytes.length && in.read() < 0 && sum.getValue() == entry.getCrc()) {
                    return bytes;
                }
            } catch (IOException | RuntimeException e) { // as above
                // told below
            }
            throw damaged(
                    "\"%s\" does not unpack to what it was when it was packed"
                            .formatted(EntryGuard.shown(entry.getName())));
        }
    }
}
