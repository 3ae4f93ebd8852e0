package dev.sluice.worker.input.sound;

import dev.sluice.worker.input.Undecodable;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * A WAV file (RIFF or RF64): chunks in any order before the samples. Writers that do not know the
 * length when they begin leave 0 or the largest number as the size of the samples; these go to the
 * end of the file then. A file that holds less than it announces was cut off.
 */
record WavFile(ByteBuffer data, WavCoding coding, int channels, int rate) implements Recording {
    private static final int FMT = 16;
    private static final int EXTENSIBLE = 0xFFFE;
    private static final int EXTENSIBLE_FMT = 26;
    private static final int MOST_CHANNELS = 64;
    private static final int LEAST_RATE = 4_000;
    private static final int MOST_RATE = 384_000;

    /** From here up it is what a writer says who does not know: 0x7FFFF000 and so on. */
    private static final long UNKNOWN = 0x7FFF0000L;

    static boolean isOne(byte[] file) {
        return file.length >= 12
                && (text(file, 0).equals("RIFF") || text(file, 0).equals("RF64"))
                && text(file, 8).equals("WAVE");
    }

    static WavFile read(byte[] file) throws Undecodable {
        ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        int format = -1;
        for (long at = 12; at + 8 <= file.length; ) {
            int chunk = (int) at;
            String name = text(file, chunk);
            long size = Integer.toUnsignedLong(bytes.getInt(chunk + 4));
            if (name.equals("fmt ")) {
                if (size < FMT || at + 8 + size > file.length) {
                    throw corrupt("its format is cut off");
                }
                format = chunk + 8;
            } else if (name.equals("data")) {
                if (format < 0) {
                    throw corrupt("its samples come before their format");
                }
                return read(bytes, format, new Data(chunk + 8, size));
            }
            // odd chunks are padded, except by some writers: the next name tells
            long next = at + 8 + size;
            at = size % 2 == 1 && !named(file, next) ? next + 1 : next;
        }
        throw corrupt("it has no samples");
    }

    private record Data(int at, long announced) {}

    private static WavFile read(ByteBuffer bytes, int format, Data data) throws Undecodable {
        int tag = Short.toUnsignedInt(bytes.getShort(format));
        int size = bytes.getInt(format - 4);
        if (tag == EXTENSIBLE && size >= EXTENSIBLE_FMT) {
            tag = Short.toUnsignedInt(bytes.getShort(format + 24));
        }
        int channels = Short.toUnsignedInt(bytes.getShort(format + 2));
        int rate = bytes.getInt(format + 4);
        int frame = Short.toUnsignedInt(bytes.getShort(format + 12));
        if (channels == 0 || channels > MOST_CHANNELS) {
            throw corrupt("it announces %d channels".formatted(channels));
        }
        if (rate < LEAST_RATE || rate > MOST_RATE) {
            throw corrupt(
                    "it announces %d samples a second, and %d to %d are possible"
                            .formatted(Integer.toUnsignedLong(rate), LEAST_RATE, MOST_RATE));
        }
        WavCoding coding = WavCoding.of(tag, frame / channels);
        int there = bytes.capacity() - data.at();
        boolean unknown = data.announced() == 0 || data.announced() >= UNKNOWN;
        if (!unknown && data.announced() > there) {
            double second = (double) rate * channels * coding.bytes();
            throw corrupt(
                    String.format(
                            Locale.ROOT,
                            "it announces %s and has %s",
                            Sounds.time(data.announced() / second),
                            Sounds.time(there / second)));
        }
        int length = unknown ? there : (int) data.announced();
        int whole = length - length % (channels * coding.bytes());
        if (whole == 0) {
            throw new Undecodable(
                    "empty-sound", "The recording has no samples; record again and upload it.");
        }
        ByteBuffer samples = bytes.slice(data.at(), whole).order(ByteOrder.LITTLE_ENDIAN);
        return new WavFile(samples, coding, channels, rate);
    }

    /** Whether a chunk may begin there: four printable letters. */
    private static boolean named(byte[] file, long at) {
        if (at + 4 > file.length) {
            return false;
        }
        for (int i = (int) at; i < at + 4; i++) {
            if (file[i] < ' ' || file[i] > '~') {
                return false;
            }
        }
        return true;
    }

    private static String text(byte[] file, int at) {
        return new String(file, at, 4, StandardCharsets.ISO_8859_1);
    }

    private static Undecodable corrupt(String what) {
        return new Undecodable(
                "corrupt-sound",
                "The recording is damaged or was cut off: %s; upload it again whole."
                        .formatted(what));
    }

    @Override
    public double seconds() {
        return (double) data.capacity() / (channels * coding.bytes()) / rate;
    }

    @Override
    public Samples samples() {
        ByteBuffer rest = data.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        return (into, from, most) -> {
            int frames = Math.min(most, rest.remaining() / (channels * coding.bytes()));
            for (int i = 0; i < frames; i++) {
                float sum = 0;
                for (int channel = 0; channel < channels; channel++) {
                    sum += coding.next(rest);
                }
                into[from + i] = channels == 1 ? sum : sum / channels;
            }
            return frames;
        };
    }
}
