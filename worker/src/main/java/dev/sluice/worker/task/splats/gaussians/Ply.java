package dev.sluice.worker.task.splats.gaussians;

import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Splats as the file of Kerbl et al.'s program (INRIA's PLY), with one band of harmonics: what
 * viewers and converters read. Little-endian floats.
 */
final class Ply {
    private static final int FLOATS = 26;
    private static final int BANDS = 9; // numbers of harmonics beside the constant

    private Ply() {}

    private static String header(int count) {
        List<String> names = new ArrayList<>(List.of("x", "y", "z", "nx", "ny", "nz"));
        for (int i = 0; i < 3; i++) {
            names.add("f_dc_" + i);
        }
        for (int i = 0; i < BANDS; i++) {
            names.add("f_rest_" + i);
        }
        names.addAll(List.of("opacity", "scale_0", "scale_1", "scale_2"));
        names.addAll(List.of("rot_0", "rot_1", "rot_2", "rot_3"));
        StringBuilder header = new StringBuilder("ply\nformat binary_little_endian 1.0\n");
        header.append("element vertex ").append(count).append('\n');
        names.forEach(name -> header.append("property float ").append(name).append('\n'));
        return header.append("end_header\n").toString();
    }

    static void write(Splats splats, Path file) throws IOException {
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
            out.write(header(splats.count()).getBytes(StandardCharsets.US_ASCII));
            ByteBuffer one = ByteBuffer.allocate(4 * FLOATS).order(ByteOrder.LITTLE_ENDIAN);
            for (int i = 0; i < splats.count(); i++) {
                one.clear();
                put(one, splats, i, Splats.POSITION, 3);
                one.putFloat(0).putFloat(0).putFloat(0);
                put(one, splats, i, Splats.COLOUR, 3);
                for (int c = 0; c < 3; c++) { // channel by channel
                    for (int k = 0; k < 3; k++) {
                        put(one, splats, i, Splats.COLOUR + 3 + 3 * k + c, 1);
                    }
                }
                put(one, splats, i, Splats.OPACITY, 1);
                put(one, splats, i, Splats.SCALE, 3);
                put(one, splats, i, Splats.ROTATION, 4);
                out.write(one.array());
            }
        }
    }

    private static void put(ByteBuffer into, Splats splats, int splat, int field, int count) {
        for (int k = 0; k < count; k++) {
            into.putFloat(splats.get(splat, field + k));
        }
    }

    /** Reads back what {@link #write} wrote. */
    static Splats read(Path file) throws IOException {
        try (InputStream raw = Files.newInputStream(file);
                DataInputStream in = new DataInputStream(raw)) {
            String start = "element vertex ";
            int count = 0;
            for (String line = line(in); !line.equals("end_header"); line = line(in)) {
                if (line.startsWith(start)) {
                    count = Integer.parseInt(line.substring(start.length()));
                }
            }
            Splats splats = new Splats(count);
            byte[] bytes = new byte[4 * FLOATS];
            for (int i = 0; i < count; i++) {
                in.readFully(bytes);
                ByteBuffer one = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
                get(one, splats, i, Splats.POSITION, 3);
                one.position(one.position() + 12);
                get(one, splats, i, Splats.COLOUR, 3);
                for (int c = 0; c < 3; c++) {
                    for (int k = 0; k < 3; k++) {
                        get(one, splats, i, Splats.COLOUR + 3 + 3 * k + c, 1);
                    }
                }
                get(one, splats, i, Splats.OPACITY, 1);
                get(one, splats, i, Splats.SCALE, 3);
                get(one, splats, i, Splats.ROTATION, 4);
            }
            return splats;
        }
    }

    private static String line(DataInputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.readUnsignedByte(); c != '\n'; c = in.readUnsignedByte()) {
            line.append((char) c);
        }
        return line.toString();
    }

    private static void get(ByteBuffer from, Splats splats, int splat, int field, int count) {
        for (int k = 0; k < count; k++) {
            splats.set(splat, field + k, from.getFloat());
        }
    }
}
