package dev.sluice.worker.task.emotion;

import dev.sluice.worker.input.Reader;
import dev.sluice.worker.input.Undecodable;
import dev.sluice.worker.input.picture.Picture;
import dev.sluice.worker.input.sound.Sound;
import dev.sluice.worker.input.text.Text;

import java.util.function.Function;

/** A part of what was captured of somebody. */
sealed interface Capture extends AutoCloseable {
    record OfFace(Picture picture) implements Capture {
        @Override
        public void close() {
            picture.close();
        }
    }

    record OfVoice(Sound sound) implements Capture {
        @Override
        public void close() {
            sound.close();
        }
    }

    record OfText(Text text) implements Capture {
        @Override
        public void close() {
            text.close();
        }
    }

    @Override
    void close();

    /** A reader of one of them, as one of captures. */
    static <I extends AutoCloseable> Reader<Capture> reader(
            Reader<I> reader, Function<I, Capture> as) {
        return content -> {
            Reader.Header<I> header = reader.header(content);
            return new Reader.Header<>() {
                @Override
                public long memory() {
                    return header.memory();
                }

                @Override
                public Capture decode() throws Undecodable {
                    return as.apply(header.decode());
                }
            };
        };
    }
}
