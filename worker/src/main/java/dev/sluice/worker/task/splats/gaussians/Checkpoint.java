package dev.sluice.worker.task.splats.gaussians;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.CheckedOutputStream;

/**
 * Training, written down so that a restart goes on where it was. A file that was cut off or belongs
 * to other photos or settings is none.
 */
final class Checkpoint {
    private static final int VERSION = 1;

    private final Path file;
    private final long inputs;

    /**
     * @param inputs a number that differs where the inputs do
     */
    Checkpoint(Path folder, long inputs) {
        file = folder.resolve("training.bin");
        this.inputs = inputs;
    }

    void save(TrainedState state) throws IOException {
        Files.createDirectories(file.resolveSibling(""));
        Path next = file.resolveSibling("training.next");
        CRC32 sum = new CRC32();
        try (DataOutputStream out =
                new DataOutputStream(
                        new CheckedOutputStream(
                                new BufferedOutputStream(Files.newOutputStream(next)), sum))) {
            out.writeInt(VERSION);
            out.writeLong(inputs);
            state.write(out);
            out.writeLong(sum.getValue());
        }
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
    }

    Optional<TrainedState> load() throws IOException {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        CRC32 sum = new CRC32();
        try (DataInputStream in =
                new DataInputStream(
                        new CheckedInputStream(
                                new BufferedInputStream(Files.newInputStream(file)), sum))) {
            if (in.readInt() != VERSION || in.readLong() != inputs) {
                return Optional.empty();
            }
            TrainedState state = TrainedState.read(in, Files.size(file));
            long told = sum.getValue();
            return in.readLong() == told ? Optional.of(state) : Optional.empty();
        } catch (EOFException e) {
            return Optional.empty();
        }
    }
}
