package dev.sluice.worker.input.sound;

import dev.sluice.worker.input.Undecodable;

import java.nio.ByteBuffer;

/** How a WAV stores a sample, in little-endian order. */
enum WavCoding {
    PCM_8(1) {
        @Override
        float next(ByteBuffer data) {
            return ((data.get() & 0xFF) - 128) / 128f;
        }
    },
    PCM_16(2) {
        @Override
        float next(ByteBuffer data) {
            return data.getShort() / 32768f;
        }
    },
    PCM_24(3) {
        @Override
        float next(ByteBuffer data) {
            int low = Short.toUnsignedInt(data.getShort());
            return (data.get() << 16 | low) / 8388608f;
        }
    },
    PCM_32(4) {
        @Override
        float next(ByteBuffer data) {
            return data.getInt() / 0x1p31f;
        }
    },
    FLOAT_32(4) {
        @Override
        float next(ByteBuffer data) {
            return bounded(data.getFloat());
        }
    },
    FLOAT_64(8) {
        @Override
        float next(ByteBuffer data) {
            return bounded((float) data.getDouble());
        }
    },
    A_LAW(1) {
        @Override
        float next(ByteBuffer data) {
            int value = data.get() ^ 0x55;
            int exponent = (value >> 4) & 7;
            int mantissa = ((value & 15) << 4) + 8;
            int level = exponent == 0 ? mantissa : (mantissa + 0x100) << (exponent - 1);
            return ((value & 0x80) == 0 ? -level : level) / 32768f;
        }
    },
    MU_LAW(1) {
        @Override
        float next(ByteBuffer data) {
            int value = ~data.get();
            int exponent = (value >> 4) & 7;
            int level = ((((value & 15) << 3) + 0x84) << exponent) - 0x84;
            return ((value & 0x80) == 0 ? level : -level) / 32768f;
        }
    };

    private static final int PCM = 1;
    private static final int IEEE = 3;
    private static final int ALAW = 6;
    private static final int MULAW = 7;

    /** Far above what any recording has; what is no number is silence. */
    private static final float LOUDEST = 1e4f;

    private final int bytes;

    WavCoding(int bytes) {
        this.bytes = bytes;
    }

    /** Of a sample. */
    int bytes() {
        return bytes;
    }

    /** The next sample, about -1 to 1. */
    abstract float next(ByteBuffer data);

    /**
     * @param tag as the format has it
     * @param bytes of a sample
     */
    static WavCoding of(int tag, int bytes) throws Undecodable {
        return switch (tag) {
            case PCM ->
                    switch (bytes) {
                        case 1 -> PCM_8;
                        case 2 -> PCM_16;
                        case 3 -> PCM_24;
                        case 4 -> PCM_32;
                        default -> throw unsupported(tag, bytes);
                    };
            case IEEE ->
                    switch (bytes) {
                        case 4 -> FLOAT_32;
                        case 8 -> FLOAT_64;
                        default -> throw unsupported(tag, bytes);
                    };
            case ALAW -> A_LAW;
            case MULAW -> MU_LAW;
            default -> throw unsupported(tag, bytes);
        };
    }

    private static Undecodable unsupported(int tag, int bytes) {
        String what =
                switch (tag) {
                    case 2, 17 -> "ADPCM";
                    case 80, 85 -> "MP3 inside a WAV";
                    default -> "coding %d with %d bytes a sample".formatted(tag, bytes);
                };
        return new Undecodable(
                "unsupported-format",
                "The WAV holds %s, and PCM, floating point, A-law and µ-law are accepted; convert it and upload it again."
                        .formatted(what));
    }

    private static float bounded(float value) {
        return Float.isNaN(value) ? 0 : Math.clamp(value, -LOUDEST, LOUDEST);
    }
}
