package dev.sluice.worker.stage;

import dev.sluice.shared.aws.FileTransfer;
import dev.sluice.shared.aws.ObjectStore.Put;
import dev.sluice.shared.job.Job;
import dev.sluice.shared.pipeline.Stages.Stage;
import dev.sluice.worker.task.FileTask;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One job's files in S3, each stage's in a folder of its own.
 *
 * @param bucket the one for results
 * @param ids the variables of the upload's key
 */
public record StageFiles(
        FileTransfer transfer, String bucket, Map<String, String> ids, Job job, Workspace space) {
    /** The last of what a stage said. */
    public static final String LOG = "_log.txt";

    private static final String CHECKPOINT = "_checkpoint.zip";

    public StageFiles {
        ids = Map.copyOf(ids);
    }

    /** A newer upload's files stand in the place of this job's. */
    public static final class Superseded extends Exception {
        private static final long serialVersionUID = 1;

        Superseded(String key) {
            super("a newer upload's " + key + " stands there");
        }
    }

    /** Stored files would be more than the quota. */
    public static final class TooMuch extends Exception {
        private static final long serialVersionUID = 1;

        TooMuch(String what) {
            super(what);
        }
    }

    /** The key of something in a stage's folder. */
    public String key(Stage stage, String name) {
        return stage.folder().render(ids) + "/" + name;
    }

    /** What a stage left for this very upload; empty if it has not been done for it. */
    public Optional<Manifest> manifest(Stage stage) throws IOException, InterruptedException {
        Path file = space.root().resolve(Manifest.NAME);
        Optional<?> found =
                transfer.object(bucket, key(stage, Manifest.NAME), Manifest.LONGEST, file);
        return found.isEmpty()
                ? Optional.empty()
                : Optional.of(Manifest.read(file)).filter(manifest -> manifest.isOf(job));
    }

    /**
     * Fetches what a stage left.
     *
     * @param into made if it is not there
     * @throws IOException if a file that the manifest names is gone
     * @throws TooMuch if there is no room for it
     */
    public void fetch(Stage stage, Manifest manifest, Path into)
            throws IOException, InterruptedException, TooMuch {
        long bytes = manifest.files().stream().mapToLong(Manifest.Entry::bytes).sum();
        if (bytes + space.used() > space.quota()) {
            throw new TooMuch(
                    "the %,d bytes that %s left do not fit".formatted(bytes, stage.name()));
        }
        for (Manifest.Entry entry : manifest.files()) {
            Path target = into.resolve(entry.name()).normalize();
            if (!target.startsWith(into)) {
                throw new IOException("a name that leads out of the folder: " + entry.name());
            }
            Files.createDirectories(parent(target));
            String key = key(stage, entry.name());
            if (transfer.object(bucket, key, entry.bytes(), target).isEmpty()) {
                throw new IOException(key + " is gone, or has grown");
            }
        }
    }

    private static Path parent(Path file) {
        return Optional.ofNullable(file.getParent()).orElse(file);
    }

    /**
     * Stores what is in the folder of output.
     *
     * @return what its manifest is to name
     */
    public List<Manifest.Entry> store(Stage stage) throws IOException, Superseded {
        Path output = space.folders().output();
        List<Manifest.Entry> entries = new ArrayList<>();
        for (Path file : Workspace.files(output, FileTask.CHECKPOINT)) {
            String name = output.relativize(file).toString().replace('\\', '/');
            put(stage, name, file, ContentTypes.of(name));
            entries.add(new Manifest.Entry(name, Files.size(file)));
        }
        return entries;
    }

    /** Last of all; then the stage is done, once the row says so. */
    public void store(Stage stage, Manifest manifest) throws IOException, Superseded {
        Path file = space.root().resolve(Manifest.NAME);
        manifest.write(file);
        put(stage, Manifest.NAME, file, "application/json");
    }

    /** Stores the log's last part as it is. */
    public void storeLog(Stage stage) throws IOException, Superseded {
        Path log = space.folders().log();
        if (Files.exists(log)) {
            put(stage, LOG, log, "text/plain; charset=utf-8");
        }
    }

    /** When the log was last written, in ms; 0 if there is none. */
    public long logChanged() throws IOException {
        Path log = space.folders().log();
        return Files.exists(log) ? Files.getLastModifiedTime(log).toMillis() : 0;
    }

    /** The same files, for somebody else's calls. */
    public StageFiles by(FileTransfer other) {
        return new StageFiles(other, bucket, ids, job, space);
    }

    /** Stores a checkpoint, if it could be read without being written meanwhile. */
    public boolean storeCheckpoint(Stage stage) throws IOException, Superseded {
        Path zip = space.root().resolve(CHECKPOINT);
        if (!Checkpoint.pack(checkpoint(), zip)) {
            return false;
        }
        put(stage, CHECKPOINT, zip, "application/zip");
        return true;
    }

    /** What an earlier attempt stored, back in its place. */
    public boolean restoreCheckpoint(Stage stage) throws IOException, InterruptedException {
        Path zip = space.root().resolve(CHECKPOINT);
        Optional<FileTransfer.Got.Here> found =
                transfer.object(bucket, key(stage, CHECKPOINT), space.quota(), zip);
        return found.filter(this::ofThisUpload).isPresent()
                && Checkpoint.unpack(zip, checkpoint(), job, space);
    }

    /** In whichever run: a generation ends in its number. */
    private boolean ofThisUpload(FileTransfer.Got.Here checkpoint) {
        String ours = job.generation().value();
        return checkpoint
                .metadata()
                .getOrDefault("generation", "")
                .startsWith(ours.substring(0, ours.lastIndexOf('.')));
    }

    /** It is of no use any more. */
    public void dropCheckpoint(Stage stage) {
        transfer.delete(bucket, key(stage, CHECKPOINT));
    }

    /** When the checkpoint was last written; 0 if there is none. */
    public long checkpointChanged() throws IOException {
        return Checkpoint.changed(checkpoint());
    }

    private Path checkpoint() {
        return space.folders().output().resolve(FileTask.CHECKPOINT);
    }

    private void put(Stage stage, String name, Path file, String type)
            throws IOException, Superseded {
        String key = key(stage, name);
        if (transfer.put(bucket, key, type, file, job) == Put.SUPERSEDED) {
            throw new Superseded(key);
        }
    }
}
