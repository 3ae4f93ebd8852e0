package dev.sluice.shared.aws;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/** Some bytes in the middle of a file. */
final class Slice extends InputStream {
    private final InputStream from;
    private long left;

    Slice(Path file, long begin, long length) throws IOException {
        FileChannel channel = FileChannel.open(file);
        from = Channels.newInputStream(channel.position(begin));
        left = length;
    }

    @Override
    public int read() throws IOException {
        if (left == 0) {
            return -1;
        }
        left--;
        return from.read();
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        if (left == 0) {
            return -1;
        }
        int read = from.read(into, offset, (int) Math.min(length, left));
        left -= Math.max(0, read);
        return read;
    }

    @Override
    public void close() throws IOException {
        from.close();
    }
}
