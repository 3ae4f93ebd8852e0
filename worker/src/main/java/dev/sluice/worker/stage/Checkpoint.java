package dev.sluice.worker.stage;

import dev.sluice.shared.job.Job;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.Optional;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/** A checkpoint as one object, so that it is there whole or not at all. */
final class Checkpoint {
    private static final Logger log = LoggerFactory.getLogger(Checkpoint.class);

    private Checkpoint() {}

    /**
     * @param identity tells a file that was written again in place from one that another took the
     *     place of
     */
    private record State(Path file, long bytes, FileTime changed, String identity) {
        static State of(Path file) throws IOException {
            BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
            return new State(
                    file, now.size(), now.lastModifiedTime(), String.valueOf(now.fileKey()));
        }

        /** Whether somebody wrote to the very file meanwhile: what was read may be torn then. */
        boolean written() throws IOException {
            State now = Files.exists(file) ? of(file) : this;
            return now.identity.equals(identity) && !now.equals(this);
        }
    }

    private static List<State> states(Path folder) throws IOException {
        List<State> states = new ArrayList<>();
        if (Files.isDirectory(folder)) {
            for (Path file : Workspace.files(folder)) {
                states.add(State.of(file));
            }
        }
        return states;
    }

    /** When a file of it was last changed, in ms; 0 if there is none. */
    static long changed(Path folder) throws IOException {
        return states(folder).stream()
                .mapToLong(state -> state.changed().toMillis())
                .max()
                .orElse(0);
    }

    /** False if there is nothing, or a file was written to meanwhile. */
    static boolean pack(Path folder, Path zip) throws IOException {
        List<State> before = states(folder);
        if (before.isEmpty()) {
            return false;
        }
        try (OutputStream out = Files.newOutputStream(zip);
                ZipOutputStream entries = new ZipOutputStream(out)) {
            entries.setLevel(Deflater.NO_COMPRESSION); // numbers do not shrink, and time counts
            for (State state : before) {
                entries.putNextEntry(
                        new ZipEntry(
                                folder.relativize(state.file()).toString().replace('\\', '/')));
                Files.copy(state.file(), entries);
                entries.closeEntry();
            }
        }
        for (State state : before) {
            if (state.written()) {
                return false;
            }
        }
        return true;
    }

    /** False if it is damaged, and the stage is to begin anew. */
    static boolean unpack(Path zip, Path folder, Job job, Workspace space) throws IOException {
        try (ZipFile file = new ZipFile(zip.toFile())) {
            for (Enumeration<? extends ZipEntry> all = file.entries(); all.hasMoreElements(); ) {
                ZipEntry entry = all.nextElement();
                Path target = folder.resolve(entry.getName()).normalize();
                if (!target.startsWith(folder) || entry.getSize() + space.used() > space.quota()) {
                    throw new ZipException("entry " + entry.getName());
                }
                Files.createDirectories(Optional.ofNullable(target.getParent()).orElse(folder));
                Files.copy(file.getInputStream(entry), target);
            }
            return true;
        } catch (ZipException e) {
            log.warn("the checkpoint of {} is of no use: {}", job.label(), e.getMessage());
            return false;
        } finally {
            Files.deleteIfExists(zip);
        }
    }
}
