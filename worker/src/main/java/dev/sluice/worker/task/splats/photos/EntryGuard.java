package dev.sluice.worker.task.splats.photos;

import dev.sluice.worker.task.splats.stage.Refusal;

import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipMethod;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** What no archive of photos has in it. Asked of every entry, before any is unpacked. */
final class EntryGuard {
    private static final Pattern ABSOLUTE =
            Pattern.compile("[/\\\\].*|[A-Za-z]:.*", Pattern.DOTALL);
    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");
    private static final Pattern ARCHIVE =
            Pattern.compile(".*\\.(?:zip|zipx|7z|rar|tar|gz|tgz|bz2|xz|zst|lz4|jar|cab|iso)");
    private static final Set<Integer> METHODS =
            Set.of(ZipMethod.STORED.getCode(), ZipMethod.DEFLATED.getCode());
    private static final long SMALL = 1_000_000;

    // Of a Unix mode: the kind of file.
    private static final int KIND = 0170000;
    private static final Set<Integer> FILES_AND_FOLDERS = Set.of(0, 0100000, 0040000);

    private final ArchiveLimits limits;
    private final Set<String> names = new HashSet<>();
    private long bytes;

    EntryGuard(ArchiveLimits limits) {
        this.limits = limits;
    }

    void check(ZipArchiveEntry entry) throws Refusal {
        Optional<Refusal> refusal = refusal(entry);
        if (refusal.isPresent()) {
            throw refusal.get();
        }
    }

    private Optional<Refusal> refusal(ZipArchiveEntry entry) {
        String name = entry.getName();
        if (!names.add(name.replace('\\', '/').toLowerCase(Locale.ROOT))) {
            return refuse(entry, "zip-duplicate-name", "is in it twice", "pack each file once");
        }
        if (parts(name).contains("..")) {
            return refuse(entry, "zip-traversal", "would leave the folder it is unpacked in", PACK);
        }
        if (ABSOLUTE.matcher(name).matches()) {
            return refuse(entry, "zip-absolute-name", "has a whole path for a name", PACK);
        }
        if (name.isBlank() || CONTROL.matcher(name).find()) {
            return refuse(entry, "zip-bad-name", "has no name that a file may have", PACK);
        }
        if (entry.isUnixSymlink() || !FILES_AND_FOLDERS.contains(entry.getUnixMode() & KIND)) {
            return refuse(entry, "zip-link", "is a link or a device", "pack the photos themselves");
        }
        if (entry.getGeneralPurposeBit().usesEncryption()) {
            return refuse(entry, "zip-encrypted", "is encrypted", "pack without a password");
        }
        if (ignored(entry)) {
            return Optional.empty();
        }
        if (ARCHIVE.matcher(name.toLowerCase(Locale.ROOT)).matches()) {
            return refuse(entry, "zip-nested", "is an archive", "put the photos into one ZIP");
        }
        if (!METHODS.contains(entry.getMethod())) {
            return refuse(
                    entry, "zip-method", "is packed by an unusual method", "pack with Deflate");
        }
        return size(entry);
    }

    private static final String PACK = "pack the folder of photos anew";

    private Optional<Refusal> size(ZipArchiveEntry entry) {
        long size = entry.getSize();
        long packed = entry.getCompressedSize();
        if (size < 0 || packed < 0) {
            return refuse(entry, "zip-damaged", "has no size", PACK);
        }
        if (size > limits.entryBytes()) {
            return refuse(
                    entry,
                    "zip-entry-too-large",
                    "has %d MB, more than the %d MB allowed"
                            .formatted(size / 1_000_000, limits.entryBytes() / 1_000_000),
                    "leave it out, or save it smaller");
        }
        if (size > SMALL && size / limits.ratio() > packed) {
            return refuse(
                    entry,
                    "zip-ratio",
                    "is %d times as large unpacked, more than the %d times of any photo"
                            .formatted(size / Math.max(1, packed), limits.ratio()),
                    "leave it out");
        }
        bytes += size;
        if (bytes > limits.bytes()) {
            return refuse(
                    entry,
                    "zip-too-large",
                    "brings what is unpacked to over %d MB, the most allowed"
                            .formatted(limits.bytes() / 1_000_000),
                    "upload fewer or smaller photos");
        }
        return Optional.empty();
    }

    private static Optional<Refusal> refuse(
            ZipArchiveEntry entry, String code, String what, String remedy) {
        return Optional.of(
                new Refusal(
                        code,
                        "In the archive \"%s\" %s; %s."
                                .formatted(shown(entry.getName()), what, remedy)));
    }

    /** Folders, and what computers put beside photos unasked. */
    static boolean ignored(ZipArchiveEntry entry) {
        return entry.isDirectory()
                || parts(entry.getName()).stream()
                        .anyMatch(
                                part ->
                                        part.startsWith(".")
                                                || part.equals("__MACOSX")
                                                || part.equalsIgnoreCase("Thumbs.db")
                                                || part.equalsIgnoreCase("desktop.ini"));
    }

    /** Of a message: a stranger's text, cut and on one line. */
    static String shown(String name) {
        String line = CONTROL.matcher(name).replaceAll("?");
        return line.length() <= 80 ? line : line.substring(0, 77) + "...";
    }

    private static List<String> parts(String name) {
        return Arrays.asList(name.split("[/\\\\]"));
    }
}
