package dev.sluice.ops.cli.submit;

import dev.sluice.ops.cli.shell.Console;
import dev.sluice.ops.cli.shell.Progress;
import dev.sluice.ops.fleet.Submission;

import org.jspecify.annotations.Nullable;

import software.amazon.awssdk.core.sync.RequestBody;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Files on their way, with how far they are where they are large enough to wait for. */
final class Sending implements AutoCloseable {
    /** Bytes in all from which on it is shown. */
    private static final long SHOWN = 32 << 20;

    private static final long MB = 1_000_000;

    private final @Nullable Progress progress;

    /** Of the files before the one that is being sent. */
    private long before;

    private Sending(@Nullable Progress progress) {
        this.progress = progress;
    }

    static Sending of(Console console, List<Submission> submissions) {
        long bytes = submissions.stream().mapToLong(each -> size(Path.of(each.file()))).sum();
        return new Sending(
                bytes < SHOWN ? null : Progress.start(console, "Sending, MB", bytes / MB));
    }

    /** A file that tells how far it was read: again from its start where it is sent again. */
    RequestBody content(Path file) {
        if (progress == null) {
            return RequestBody.fromFile(file);
        }
        long from = before;
        long size = size(file);
        before += size;
        return RequestBody.fromContentProvider(
                () -> new Told(open(file), from), size, "application/octet-stream");
    }

    private static InputStream open(Path file) {
        try {
            return Files.newInputStream(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private final class Told extends FilterInputStream {
        private long at;

        Told(InputStream file, long from) {
            super(file);
            this.at = from;
        }

        @Override
        public int read() throws IOException {
            int one = super.read();
            told(one < 0 ? 0 : 1);
            return one;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            int count = super.read(into, offset, length);
            told(count);
            return count;
        }

        /** What is marked and read again would be told twice. */
        @Override
        public boolean markSupported() {
            return false;
        }

        private void told(int count) {
            at += Math.max(0, count);
            if (progress != null) {
                progress.at(at / MB);
            }
        }
    }

    @Override
    public void close() {
        if (progress != null) {
            progress.close();
        }
    }
}
