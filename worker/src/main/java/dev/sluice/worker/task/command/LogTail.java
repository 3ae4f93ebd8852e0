package dev.sluice.worker.task.command;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;

/** The last lines that a program wrote, in memory and, now and then, in a file. */
final class LogTail {
    private static final Logger log = LoggerFactory.getLogger(LogTail.class);

    /** Characters that are kept: a program may write gigabytes. */
    private static final int KEPT = 1 << 16;

    private final Path file;

    // All guarded by this.
    private final Deque<String> lines = new ArrayDeque<>();
    private int characters;
    private long dropped;
    private boolean changed;

    LogTail(Path file) {
        this.file = file;
    }

    synchronized void add(String line) {
        lines.addLast(line);
        characters += line.length() + 1;
        changed = true;
        while (characters > KEPT) {
            characters -= lines.removeFirst().length() + 1;
            dropped++;
        }
    }

    /** Writes the file, if there is something new. */
    void save() {
        StringBuilder text = new StringBuilder();
        synchronized (this) {
            if (!changed) {
                return;
            }
            changed = false;
            if (dropped > 0) {
                text.append("[").append(dropped).append(" earlier lines are not kept]\n");
            }
            lines.forEach(line -> text.append(line).append('\n'));
        }
        try {
            Files.writeString(file, text, StandardCharsets.UTF_8);
        } catch (IOException e) {
            log.warn("{} was not written: {}", file, e.toString());
        }
    }
}
