package dev.sluice.ops.deploy.template;

import dev.sluice.ops.deploy.config.Models;
import dev.sluice.ops.deploy.template.Assets.Asset;
import dev.sluice.shared.config.StartFailure;
import dev.sluice.shared.pipeline.Pipeline;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Finds what a fleet is deployed from, and reads all of it for its digests. */
final class AssetFiles {
    private static final int BUFFER = 1 << 20;

    /** Digits of a digest in a key: enough for no two to be the same. */
    private static final int DIGITS = 16;

    private AssetFiles() {}

    static Assets of(Models models, Path dispatcher) {
        if (!Files.isRegularFile(dispatcher)) {
            throw new StartFailure(
                    "There is no %s; build it: mvn -Dquick package".formatted(dispatcher));
        }
        try {
            Asset zip = asset(dispatcher, "");
            Asset code =
                    new Asset(
                            zip.file(),
                            "dispatcher/%s.zip".formatted(zip.sha256().substring(0, DIGITS)),
                            zip.sha256(),
                            zip.bytes());
            List<Asset> files = new ArrayList<>();
            for (Pipeline pipeline : models.pipelines().all()) {
                Path folder = pipeline.folder();
                for (Path file : files(folder)) {
                    String path =
                            folder.relativize(file)
                                    .toString()
                                    .replace(file.getFileSystem().getSeparator(), "/");
                    files.add(asset(file, folder.getFileName() + "/" + path));
                }
            }
            StringBuilder tree = new StringBuilder();
            files.forEach(
                    file -> tree.append(file.key()).append(' ').append(file.sha256()).append('\n'));
            String prefix = "models/" + Digest.of(tree.toString()).substring(0, DIGITS);
            List<Asset> all = new ArrayList<>(List.of(code));
            files.forEach(
                    file ->
                            all.add(
                                    new Asset(
                                            file.file(),
                                            prefix + "/" + file.key(),
                                            file.sha256(),
                                            file.bytes())));
            return new Assets(all, code.key(), prefix);
        } catch (IOException e) {
            throw new StartFailure("Cannot read what is to be deployed: " + e, e);
        }
    }

    /** All but hidden ones, in order. */
    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> walk = Files.walk(folder)) {
            return walk.filter(Files::isRegularFile)
                    .filter(
                            file ->
                                    Stream.of(folder.relativize(file).toString().split("[/\\\\]"))
                                            .noneMatch(part -> part.startsWith(".")))
                    .sorted()
                    .toList();
        }
    }

    private static Asset asset(Path file, String key) throws IOException {
        Digest digest = new Digest();
        byte[] buffer = new byte[BUFFER];
        long bytes = 0;
        try (InputStream in = Files.newInputStream(file)) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                digest.add(buffer, read);
                bytes += read;
            }
        }
        return new Asset(file, key, digest.hex(), bytes);
    }
}
