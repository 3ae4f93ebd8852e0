package dev.sluice.ops.dashboard.read;

import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CommonPrefix;

import java.util.List;

/** Who has files in a bucket, by how their names begin: one listing of a page. */
public record Customers(S3Client s3, String bucket) {
    public List<String> beginning(String name, int most) {
        return s3
                .listObjectsV2(
                        list -> list.bucket(bucket).prefix(name).delimiter("/").maxKeys(most))
                .commonPrefixes()
                .stream()
                .map(CommonPrefix::prefix)
                .map(prefix -> prefix.substring(0, Math.max(0, prefix.length() - 1)))
                .filter(customer -> !customer.isEmpty())
                .toList();
    }
}
