package dev.sluice.ops.local;

import dev.sluice.shared.config.StartFailure;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.UserDefinedFileAttributeView;

/**
 * What outlives a run: objects, queues, tables, ports and the process id of DynamoDB Local. Locked
 * while in use, for two runs on one folder would end each other's DynamoDB Local.
 */
final class StateFolder implements AutoCloseable {
    private final Path root;
    private final FileChannel lockFile;

    private StateFolder(Path root, FileChannel lockFile) {
        this.root = root;
        this.lockFile = lockFile;
    }

    static StateFolder open(Path folder) {
        Path root = folder.toAbsolutePath().normalize();
        Path lock = root.resolve("lock");
        try {
            Files.createDirectories(root);
            FileChannel channel =
                    FileChannel.open(
                            lock,
                            StandardOpenOption.CREATE,
                            StandardOpenOption.READ,
                            StandardOpenOption.WRITE);
            if (lock(channel) == null) {
                channel.close();
                throw new StartFailure(
                        "%s is in use by another run (process %s)"
                                .formatted(root, Files.readString(lock).strip()));
            }
            channel.truncate(0);
            channel.write(
                    ByteBuffer.wrap(
                            Long.toString(ProcessHandle.current().pid())
                                    .getBytes(StandardCharsets.UTF_8)));
            var state = new StateFolder(root, channel);
            Files.createDirectories(state.objects());
            state.checkAttributes(state.objects()); // not the lock: closing a file unlocks it
            Files.createDirectories(state.tables());
            return state;
        } catch (IOException e) {
            throw new StartFailure("Cannot use " + root + " as state folder: " + e, e);
        }
    }

    /** Where S3 keeps a folder for each bucket. */
    Path objects() {
        return root.resolve("s3");
    }

    /** The H2 database of SQS, without its file extension. */
    Path queues() {
        return root.resolve("sqs");
    }

    Path tables() {
        return root.resolve("dynamodb");
    }

    Path dynamoDbLog() {
        return root.resolve("dynamodb.log");
    }

    Path dynamoDbPid() {
        return root.resolve("dynamodb.pid");
    }

    Path ports() {
        return root.resolve("ports");
    }

    @Override
    public void close() {
        try {
            lockFile.close();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot release " + root, e);
        }
    }

    private static @Nullable FileLock lock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) { // held by this very process
            return null;
        }
    }

    /**
     * S3Proxy keeps user metadata and eTags in extended attributes, and loses them without a word
     * where there are none.
     */
    private void checkAttributes(Path file) throws IOException {
        UserDefinedFileAttributeView view =
                Files.getFileAttributeView(file, UserDefinedFileAttributeView.class);
        try {
            if (view == null) {
                throw new UnsupportedOperationException("no view");
            }
            view.write("sluice", ByteBuffer.wrap(new byte[] {'1'}));
        } catch (IOException | UnsupportedOperationException e) {
            close();
            throw new StartFailure(
                    "The file system of %s keeps no extended attributes, so the objects' metadata would be lost; choose a folder on another one"
                            .formatted(root),
                    e);
        }
    }
}
