#!/usr/bin/env bash
# AWS SDK for Java 2.41.28: a client closes the credentials provider that it was given.
#
# Expected: whoever makes a provider closes it, as with an HTTP client given by httpClient(), which the SDK leaves open.
# Seen: two clients share a provider. Closing the first closes the provider, twice, while the second still uses it; a
# provider that refreshes in the background stops then. Sluice wraps it (SharedCredentials, CredentialsTest).
# Needs: a JDK 17 or later and Maven.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

cat >pom.xml <<'POM'
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>finding</groupId><artifactId>finding</artifactId><version>1</version>
  <dependencies>
    <dependency><groupId>software.amazon.awssdk</groupId><artifactId>sqs</artifactId><version>2.41.28</version></dependency>
    <dependency><groupId>software.amazon.awssdk</groupId><artifactId>s3</artifactId><version>2.41.28</version></dependency>
    <dependency><groupId>org.slf4j</groupId><artifactId>slf4j-nop</artifactId><version>1.7.36</version></dependency>
  </dependencies>
</project>
POM
mvn -q -B dependency:build-classpath -Dmdep.outputFile=classpath >/dev/null

cat >Finding.java <<'JAVA'
import software.amazon.awssdk.auth.credentials.*;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sqs.SqsClient;

public class Finding {
    static int closed;

    static final class Shared implements AwsCredentialsProvider, AutoCloseable {
        public AwsCredentials resolveCredentials() {
            return AwsBasicCredentials.create("id", "secret");
        }

        public void close() {
            closed++;
        }
    }

    public static void main(String[] args) {
        Shared shared = new Shared();
        S3Client first =
                S3Client.builder().region(Region.US_EAST_1).credentialsProvider(shared).build();
        SqsClient second =
                SqsClient.builder().region(Region.US_EAST_1).credentialsProvider(shared).build();
        first.close();
        System.out.println("closes after the first of two clients was closed: " + closed);
        second.close();
        System.out.println("closes after the second: " + closed);
    }
}
JAVA
java -cp "$(cat classpath)" Finding.java | tee seen
diff - seen <<'SEEN'
closes after the first of two clients was closed: 2
closes after the second: 4
SEEN
