package dev.sluice.ops.deploy.stack;

import dev.sluice.ops.deploy.template.Assets.Asset;

import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** What lies in the asset bucket. Keys name contents, so what is there is right. */
final class Uploads {
    private static final int NOT_FOUND = 404;

    private final S3Client s3;
    private final String bucket;

    Uploads(S3Client s3, String bucket) {
        this.s3 = s3;
        this.bucket = bucket;
    }

    List<Asset> missing(List<Asset> assets) {
        return assets.stream().filter(asset -> !isThere(asset)).toList();
    }

    /** With the whole length: an upload is there whole or not at all, a key may be somebody's. */
    private boolean isThere(Asset asset) {
        try {
            long length =
                    s3.headObject(head -> head.bucket(bucket).key(asset.key())).contentLength();
            return length == asset.bytes();
        } catch (NoSuchKeyException e) {
            return false;
        } catch (S3Exception e) {
            if (e.statusCode() == NOT_FOUND) {
                return false;
            }
            throw e;
        }
    }

    void put(Asset asset) {
        s3.putObject(
                put -> put.bucket(bucket).key(asset.key()), RequestBody.fromFile(asset.file()));
    }

    /** Where CloudFormation finds a template that is too large for a request. */
    String put(Desired desired) {
        byte[] template = desired.template().getBytes(StandardCharsets.UTF_8);
        String key = "templates/%s-%s.json".formatted(desired.stack(), digest(template));
        s3.putObject(
                put -> put.bucket(bucket).key(key).contentType("application/json"),
                RequestBody.fromBytes(template));
        return s3.utilities().getUrl(get -> get.bucket(bucket).key(key)).toString();
    }

    private static String digest(byte[] bytes) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
            return HexFormat.of().formatHex(digest).substring(0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
