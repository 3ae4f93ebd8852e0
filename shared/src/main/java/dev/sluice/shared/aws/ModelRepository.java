package dev.sluice.shared.aws;

import dev.sluice.shared.StartFailure;

import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where pipelines and their models come from: {@code MODEL_PATH}. */
public final class ModelRepository {
    private static final Pattern S3 = Pattern.compile("s3://([^/]+)/?(.*)");

    private ModelRepository() {}

    /**
     * The folder with {@code <pipeline>/pipeline.yaml}; an {@code s3://} address is copied into a
     * temporary one first.
     *
     * @throws StartFailure if there is nothing, or S3 does not answer
     */
    public static Path open(String modelPath, S3Client s3) {
        Matcher address = S3.matcher(modelPath);
        if (address.matches()) {
            return download(s3, address.group(1), address.group(2), modelPath);
        }
        Path folder = Path.of(modelPath);
        if (!Files.isDirectory(folder)) {
            throw new StartFailure(
                    "MODEL_PATH: there is no folder %s; give the folder that holds <pipeline>/pipeline.yaml"
                            .formatted(folder.toAbsolutePath()));
        }
        return folder;
    }

    private static Path download(S3Client s3, String bucket, String path, String modelPath) {
        String prefix = path.isEmpty() || path.endsWith("/") ? path : path + "/";
        try {
            Path folder = Files.createTempDirectory("sluice-models");
            int files = 0;
            for (S3Object object :
                    s3.listObjectsV2Paginator(list -> list.bucket(bucket).prefix(prefix))
                            .contents()) {
                Path target = folder.resolve(object.key().substring(prefix.length())).normalize();
                if (object.key().endsWith("/") || !target.startsWith(folder)) {
                    continue;
                }
                Files.createDirectories(target.resolveSibling("."));
                s3.getObject(get -> get.bucket(bucket).key(object.key()), target);
                files++;
            }
            if (files == 0) {
                throw new StartFailure("MODEL_PATH: nothing lies under " + modelPath);
            }
            return folder;
        } catch (SdkException | IOException e) {
            throw new StartFailure(
                    "MODEL_PATH: cannot copy %s: %s".formatted(modelPath, e.getMessage()), e);
        }
    }
}
