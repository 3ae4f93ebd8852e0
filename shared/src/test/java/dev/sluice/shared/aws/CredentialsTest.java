package dev.sluice.shared.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.sun.net.httpserver.HttpServer;

import dev.sluice.shared.config.Problems;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.utils.SdkAutoCloseable;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** By the SDK's own system properties, which stand for the variables that a pod or machine sets. */
@Isolated
class CredentialsTest {
    private static final String PREFIX = "aws.";

    @TempDir private Path temporary;
    private final List<String> asked = Collections.synchronizedList(new ArrayList<>());
    private HttpServer sts;

    @BeforeEach
    void open() throws IOException {
        sts = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        sts.createContext(
                "/",
                exchange -> {
                    String form =
                            new String(
                                    exchange.getRequestBody().readAllBytes(),
                                    StandardCharsets.UTF_8);
                    asked.add(URLDecoder.decode(form, StandardCharsets.UTF_8));
                    String action = form.replaceAll(".*Action=(\\w+).*", "$1");
                    byte[] answer =
                            """
                            <%1$sResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
                              <%1$sResult><Credentials>
                                <AccessKeyId>%1$s</AccessKeyId>
                                <SecretAccessKey>secret</SecretAccessKey>
                                <SessionToken>session</SessionToken>
                                <Expiration>2100-01-01T00:00:00Z</Expiration>
                              </Credentials></%1$sResult>
                            </%1$sResponse>
                            """
                                    .formatted(action)
                                    .getBytes(StandardCharsets.UTF_8);
                    exchange.getResponseHeaders().set("Content-Type", "text/xml");
                    exchange.sendResponseHeaders(200, answer.length);
                    exchange.getResponseBody().write(answer);
                    exchange.close();
                });
        sts.start();
        set("endpointUrlSts", "http://127.0.0.1:" + sts.getAddress().getPort());
        set("region", "eu-west-1");
        set("disableEc2Metadata", "true");
        set("configFile", temporary.resolve("config").toString());
        set("sharedCredentialsFile", temporary.resolve("credentials").toString());
    }

    @AfterEach
    void close() {
        System.getProperties().keySet().removeIf(name -> name.toString().startsWith(PREFIX));
        sts.stop(0);
    }

    private static void set(String name, String value) {
        System.setProperty(PREFIX + name, value);
    }

    private static AwsAccess access() {
        Problems problems = new Problems();
        AwsAccess access = AwsAccess.from(Map.of(), problems);
        problems.throwIfAny();
        return access;
    }

    private static void isSession(AwsCredentials credentials, String id) {
        assertThat(credentials)
                .isInstanceOfSatisfying(
                        AwsSessionCredentials.class,
                        keys -> {
                            assertThat(keys.accessKeyId()).isEqualTo(id);
                            assertThat(keys.sessionToken()).isEqualTo("session");
                        });
    }

    @Test
    void aWebIdentityAsAPodHasItIsExchangedForKeys() throws IOException {
        Path token = Files.writeString(temporary.resolve("token"), "the-token");
        set("webIdentityTokenFile", token.toString());
        set("roleArn", "arn:aws:iam::123456789012:role/worker");
        set("roleSessionName", "sluice");

        try (AwsAccess access = access()) {
            isSession(access.credentials().resolveCredentials(), "AssumeRoleWithWebIdentity");
        }

        assertThat(asked)
                .singleElement()
                .asString()
                .contains("WebIdentityToken=the-token")
                .contains("RoleArn=arn:aws:iam::123456789012:role/worker");
    }

    @Test
    void aProfileWithARoleTakesIt() throws IOException {
        Files.writeString(
                temporary.resolve("config"),
                """
                [profile worker]
                role_arn = arn:aws:iam::123456789012:role/worker
                source_profile = person
                region = eu-west-1
                """);
        Files.writeString(
                temporary.resolve("credentials"),
                """
                [person]
                aws_access_key_id = person
                aws_secret_access_key = secret
                """);
        set("profile", "worker");

        try (AwsAccess access = access()) {
            isSession(access.credentials().resolveCredentials(), "AssumeRole");
        }

        assertThat(asked).singleElement().asString().contains("role/worker");
    }

    @Test
    void aProfileWithSingleSignOnIsUnderstood() throws IOException {
        Files.writeString(
                temporary.resolve("config"),
                """
                [profile person]
                sso_session = work
                sso_account_id = 123456789012
                sso_role_name = worker
                [sso-session work]
                sso_region = eu-west-1
                sso_start_url = https://start.example
                """);
        set("profile", "person");

        try (AwsAccess access = access()) {
            assertThat(catchThrowable(() -> access.credentials().resolveCredentials()))
                    .hasMessageContaining("ProfileCredentialsProvider")
                    .hasMessageContaining("token")
                    .hasMessageNotContaining("must be on the class path");
        }
    }

    private static final class Closeable implements AwsCredentialsProvider, SdkAutoCloseable {
        private final AtomicInteger closed = new AtomicInteger();

        @Override
        public AwsCredentials resolveCredentials() {
            return AwsBasicCredentials.create("id", "secret");
        }

        @Override
        public void close() {
            closed.incrementAndGet();
        }
    }

    @Test
    void clientsThatAreClosedLeaveTheSharedCredentialsOpenForOthers() {
        Closeable provider = new Closeable();
        AwsAccess access = new AwsAccess(Region.EU_WEST_1, Map.of(), provider);
        AwsAccess copy = new AwsAccess(access.region(), Map.of(), access.credentials());

        for (AwsAccess each : List.of(access, copy)) {
            AwsClients.open(each, new AwsClients.Load(1, 1, Duration.ofSeconds(60)), new ApiMeter())
                    .close();
        }

        assertThat(provider.closed).hasValue(0);
        copy.close();
        assertThat(provider.closed).hasValue(1);
    }
}
