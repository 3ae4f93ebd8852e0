package dev.sluice.worker.input.sound;

import dev.sluice.worker.input.Undecodable;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * An MP3 (MPEG audio 1, 2 and 2.5), constant or variable, with or without tags. All its frames are
 * walked through by their headers, so its length is what is there and not what a header says.
 *
 * @param first where the first frame begins
 * @param end where the last one ends
 * @param frames that lie between
 * @param kind what all of them are like
 */
@SuppressWarnings("ArrayRecordComponent") // an upload's bytes, read and dropped
record Mp3File(byte[] file, int first, int end, long frames, Mp3Frame kind) implements Recording {
    private static final int ID3_HEADER = 10;

    /** What may lie before the first frame, beside a tag. */
    private static final int MOST_LITTER = 1 << 16;

    /** Frames in a row that say that this is one, for two bytes are found everywhere. */
    private static final int CERTAIN = 3;

    /** How much less than announced may be there: some writers count otherwise. */
    private static final double COMPLETE = 0.95;

    /** Nothing if it is none. */
    static Optional<Mp3File> read(byte[] file) throws Undecodable {
        int start = afterTag(file);
        for (int at = start; at < Math.min(file.length, start + MOST_LITTER); at++) {
            Optional<Mp3Frame> frame = Mp3Frame.at(file, at);
            if (frame.isPresent() && certain(file, at, frame.get(), start)) {
                return Optional.of(walk(file, at, frame.get()));
            }
        }
        return Optional.empty();
    }

    private static int afterTag(byte[] file) {
        int at = 0;
        while (file.length >= at + ID3_HEADER
                && file[at] == 'I'
                && file[at + 1] == 'D'
                && file[at + 2] == '3') {
            int size = 0;
            for (int i = 6; i < ID3_HEADER; i++) {
                size = size << 7 | (file[at + i] & 0x7F);
            }
            int footer = (file[at + 5] & 0x10) == 0 ? 0 : ID3_HEADER;
            at = Math.min(file.length, at + ID3_HEADER + size + footer);
        }
        return at;
    }

    private static boolean certain(byte[] file, int at, Mp3Frame first, int start) {
        int next = at;
        for (int i = 0; i < CERTAIN; i++) {
            if (next == file.length && at == start && i > 0) {
                return true; // a file of one frame or two, and nothing else
            }
            Optional<Mp3Frame> frame = Mp3Frame.at(file, next).filter(first::like);
            if (frame.isEmpty()) {
                return false;
            }
            next += frame.get().bytes();
        }
        return true;
    }

    private static Mp3File walk(byte[] file, int first, Mp3Frame kind) throws Undecodable {
        long frames = 0;
        int end = first;
        for (int at = first; at < file.length; ) {
            Optional<Mp3Frame> frame = Mp3Frame.at(file, at).filter(kind::like);
            if (frame.isPresent() && at + frame.get().bytes() <= file.length) {
                frames++;
                at += frame.get().bytes();
                end = at;
            } else {
                at++; // a tag at the end, or damage: on to the next frame
            }
        }
        long announced = announced(file, first, kind.bytes());
        if (frames < announced * COMPLETE) {
            double second = (double) kind.rate() / kind.samples();
            throw new Undecodable(
                    "corrupt-sound",
                    "The recording is damaged or was cut off: it announces %s and has %s; upload it again whole."
                            .formatted(
                                    Sounds.time(announced / second), Sounds.time(frames / second)));
        }
        return new Mp3File(file, first, end, frames, kind);
    }

    /** Frames by the first one, if an encoder wrote it for that; 0 if not. */
    private static long announced(byte[] file, int at, int bytes) {
        int length = Math.min(bytes, file.length - at);
        String frame = new String(file, at, length, StandardCharsets.ISO_8859_1);
        int tag = Math.max(frame.indexOf("Xing"), frame.indexOf("Info"));
        boolean counts = tag > 0 && tag + 12 <= length && (file[at + tag + 7] & 1) == 1;
        return counts ? Integer.toUnsignedLong(ByteBuffer.wrap(file).getInt(at + tag + 8)) : 0;
    }

    @Override
    public int rate() {
        return kind.rate();
    }

    @Override
    public double seconds() {
        return (double) frames * kind.samples() / kind.rate();
    }

    @Override
    public Samples samples() {
        return new Mp3Samples(this);
    }
}
