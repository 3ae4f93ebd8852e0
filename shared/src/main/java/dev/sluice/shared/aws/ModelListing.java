package dev.sluice.shared.aws;

import software.amazon.awssdk.services.s3.S3Client;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What of a bucket belongs to a repository: everything in folders that hold a {@code
 * pipeline.yaml}, and nothing else. Uploads may arrive beside it and change nothing.
 */
final class ModelListing {
    private static final String PIPELINE = "pipeline.yaml";

    private ModelListing() {}

    /**
     * @param path of the folder that holds {@code <pipeline>/pipeline.yaml}, or of one pipeline's
     *     own folder, of which only the files directly in it and releases belong to it
     * @return with paths that begin with the pipeline's folder; empty if there is none
     */
    static List<ModelObject> of(S3Client s3, String bucket, String path) {
        String prefix = path.isEmpty() || path.endsWith("/") ? path : path + "/";
        List<ModelObject> below =
                s3
                        .listObjectsV2Paginator(list -> list.bucket(bucket).prefix(prefix))
                        .contents()
                        .stream()
                        .filter(object -> !object.key().endsWith("/"))
                        .map(
                                object ->
                                        new ModelObject(
                                                bucket,
                                                object.key(),
                                                object.key().substring(prefix.length()),
                                                object.eTag(),
                                                object.size()))
                        .filter(ModelObject::staysInside)
                        .toList();
        if (below.stream().noneMatch(each -> each.path().equals(PIPELINE))) {
            return inPipelines(below);
        }
        String name = Path.of(prefix.isEmpty() ? bucket : prefix).getFileName().toString();
        Set<String> releases =
                below.stream()
                        .map(ModelObject::path)
                        .filter(each -> each.matches("[^/]+/release\\.yaml"))
                        .map(ModelListing::first)
                        .collect(Collectors.toSet());
        return below.stream()
                .filter(each -> !each.path().contains("/") || releases.contains(first(each.path())))
                .map(each -> each.in(name))
                .filter(ModelObject::staysInside)
                .toList();
    }

    private static List<ModelObject> inPipelines(List<ModelObject> below) {
        Set<String> pipelines =
                below.stream()
                        .map(ModelObject::path)
                        .filter(path -> path.matches("[^/]+/pipeline\\.yaml"))
                        .map(ModelListing::first)
                        .collect(Collectors.toSet());
        List<ModelObject> theirs =
                below.stream()
                        .filter(each -> each.path().contains("/"))
                        .filter(each -> pipelines.contains(first(each.path())))
                        .toList();
        Set<Path> folders =
                theirs.stream()
                        .map(each -> Path.of(each.path()).getParent())
                        .collect(Collectors.toSet());
        return theirs.stream().filter(each -> !isFolder(each, folders)).toList();
    }

    /** Some tools make an object for a folder; as a file it would be in the way of the folder. */
    private static boolean isFolder(ModelObject object, Set<Path> folders) {
        Path path = Path.of(object.path());
        return folders.stream().anyMatch(each -> each.startsWith(path));
    }

    private static String first(String path) {
        return path.substring(0, path.indexOf('/'));
    }
}
