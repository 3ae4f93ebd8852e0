package dev.sluice.worker.task.command;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * Reads what a program writes, line by line, for as long as it writes. A long line is cut, and so
 * no program fills the memory with one. A carriage return ends a line too: bars of progress do.
 */
final class OutputReader implements Runnable {
    /** Bytes of a line. */
    static final int LONGEST = 8192;

    private final InputStream output;
    private final Consumer<String> lines;
    private final byte[] line = new byte[LONGEST];
    private int length;

    OutputReader(InputStream output, Consumer<String> lines) {
        this.output = output;
        this.lines = lines;
    }

    @Override
    public void run() {
        byte[] buffer = new byte[1 << 16];
        try (output) {
            for (int read = output.read(buffer); read >= 0; read = output.read(buffer)) {
                for (int i = 0; i < read; i++) {
                    take(buffer[i]);
                }
            }
        } catch (IOException e) {
            // the stream was closed under it, for the program is over
        } finally {
            end();
        }
    }

    private void take(byte b) {
        if (b == '\n' || b == '\r') {
            end();
        } else if (length < LONGEST) {
            line[length++] = b;
        }
    }

    private void end() {
        if (length > 0) {
            lines.accept(new String(line, 0, length, StandardCharsets.UTF_8));
            length = 0;
        }
    }
}
