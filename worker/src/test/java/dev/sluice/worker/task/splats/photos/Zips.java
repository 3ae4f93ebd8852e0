package dev.sluice.worker.task.splats.photos;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/** Writes archives byte by byte, so that they can be wrong. */
final class Zips {
    private final ByteArrayOutputStream data = new ByteArrayOutputStream();
    private final ByteArrayOutputStream directory = new ByteArrayOutputStream();
    private int entries;

    /** What an entry says of itself, beside its name. */
    record Kind(int method, int flags, int mode, long claimedSize, long crcChange) {
        static final Kind STORED = new Kind(0, 0, 0, -1, 0);
        static final Kind DEFLATED = new Kind(8, 0, 0, -1, 0);
    }

    Zips with(String name, byte[] content) {
        return with(name, content, Kind.STORED);
    }

    Zips with(String name, byte[] content, Kind kind) {
        byte[] packed = kind.method == 8 ? deflated(content) : content;
        CRC32 crc = new CRC32();
        crc.update(content);
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        int at = data.size();
        ByteBuffer sizes = little(16);
        sizes.putShort((short) 0).putShort((short) 0);
        sizes.putInt((int) (crc.getValue() + kind.crcChange)).putInt(packed.length);
        sizes.putInt((int) (kind.claimedSize < 0 ? content.length : kind.claimedSize));
        ByteBuffer local = little(30);
        local.putInt(0x04034b50).putShort((short) 20).putShort((short) kind.flags);
        local.putShort((short) kind.method).put(sizes.array(), 0, 12);
        local.putInt(sizes.getInt(12)).putShort((short) bytes.length).putShort((short) 0);
        ByteBuffer central = little(46);
        central.putInt(0x02014b50).putShort((short) (3 << 8 | 20)).putShort((short) 20);
        central.putShort((short) kind.flags).putShort((short) kind.method);
        central.put(sizes.array(), 0, 12).putInt(sizes.getInt(12));
        central.putShort((short) bytes.length).putShort((short) 0).putShort((short) 0);
        central.putShort((short) 0).putShort((short) 0).putInt(kind.mode << 16).putInt(at);
        data.writeBytes(local.array());
        data.writeBytes(bytes);
        data.writeBytes(packed);
        directory.writeBytes(central.array());
        directory.writeBytes(bytes);
        entries++;
        return this;
    }

    Path write(Path file) throws IOException {
        ByteBuffer end = little(22);
        end.putInt(0x06054b50).putInt(0).putShort((short) entries).putShort((short) entries);
        end.putInt(directory.size()).putInt(data.size()).putShort((short) 0);
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(data.toByteArray());
        all.writeBytes(directory.toByteArray());
        all.writeBytes(end.array());
        return Files.write(file, all.toByteArray());
    }

    private static ByteBuffer little(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static byte[] deflated(byte[] content) {
        Deflater deflater = new Deflater(9, true);
        deflater.setInput(content);
        deflater.finish();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] buffer = new byte[8192];
        while (!deflater.finished()) {
            out.write(buffer, 0, deflater.deflate(buffer));
        }
        deflater.end();
        return out.toByteArray();
    }

    /** A PNG of one colour, which another number makes another. */
    static byte[] png(int colour) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'});
        ByteBuffer header = ByteBuffer.allocate(13);
        header.putInt(2).putInt(2).put((byte) 8).put((byte) 0);
        chunk(out, "IHDR", header.array());
        byte c = (byte) colour;
        ByteArrayOutputStream zlib = new ByteArrayOutputStream();
        Deflater deflater = new Deflater();
        deflater.setInput(new byte[] {0, c, c, 0, c, c});
        deflater.finish();
        byte[] buffer = new byte[100];
        zlib.write(buffer, 0, deflater.deflate(buffer));
        deflater.end();
        chunk(out, "IDAT", zlib.toByteArray());
        chunk(out, "IEND", new byte[0]);
        return out.toByteArray();
    }

    private static void chunk(ByteArrayOutputStream out, String type, byte[] content) {
        ByteBuffer chunk = ByteBuffer.allocate(12 + content.length);
        chunk.putInt(content.length).put(type.getBytes(StandardCharsets.US_ASCII)).put(content);
        CRC32 crc = new CRC32();
        crc.update(chunk.array(), 4, 4 + content.length);
        chunk.putInt((int) crc.getValue());
        out.writeBytes(chunk.array());
    }
}
