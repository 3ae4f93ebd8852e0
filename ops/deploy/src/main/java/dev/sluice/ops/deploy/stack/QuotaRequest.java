package dev.sluice.ops.deploy.stack;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;

import dev.sluice.shared.aws.AwsAccess;

import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * Asks Service Quotas for one number: the one call of an API for which a client of the SDK would be
 * a library more.
 */
final class QuotaRequest {
    private static final Duration LONGEST = Duration.ofSeconds(10);
    private static final int DONE = 200;

    /** Set by the client itself. */
    private static final Set<String> OWN = Set.of("host", "content-length");

    private static final JsonMapper JSON = new JsonMapper();

    private final AwsAccess access;

    QuotaRequest(AwsAccess access) {
        this.access = access;
    }

    /**
     * @param code of a quota of Amazon EC2's
     * @return empty if it cannot be asked: no permission, no such service at an endpoint
     */
    OptionalDouble value(String code) {
        String body =
                JSON.createObjectNode().put("ServiceCode", "ec2").put("QuotaCode", code).toString();
        try (HttpClient http = HttpClient.newBuilder().connectTimeout(LONGEST).build()) {
            HttpResponse<String> answer = http.send(signed(body), BodyHandlers.ofString());
            return answer.statusCode() == DONE ? number(answer.body()) : OptionalDouble.empty();
        } catch (IOException | SdkException e) {
            return OptionalDouble.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return OptionalDouble.empty();
        }
    }

    private HttpRequest signed(String body) {
        URI there =
                access.endpoints()
                        .getOrDefault(
                                "service_quotas",
                                URI.create(
                                        "https://servicequotas.%s.amazonaws.com/"
                                                .formatted(access.region().id())));
        SdkHttpRequest request =
                SdkHttpRequest.builder()
                        .method(SdkHttpMethod.POST)
                        .uri(there)
                        .putHeader("Content-Type", "application/x-amz-json-1.1")
                        .putHeader("X-Amz-Target", "ServiceQuotasV20190624.GetServiceQuota")
                        .build();
        SdkHttpRequest signed =
                AwsV4HttpSigner.create()
                        .sign(
                                sign ->
                                        sign.identity(access.credentials().resolveCredentials())
                                                .request(request)
                                                .payload(ContentStreamProvider.fromUtf8String(body))
                                                .putProperty(
                                                        AwsV4HttpSigner.SERVICE_SIGNING_NAME,
                                                        "servicequotas")
                                                .putProperty(
                                                        AwsV4HttpSigner.REGION_NAME,
                                                        access.region().id()))
                        .request();
        HttpRequest.Builder http =
                HttpRequest.newBuilder(signed.getUri())
                        .timeout(LONGEST)
                        .POST(BodyPublishers.ofString(body));
        signed.forEachHeader(
                (name, values) -> {
                    if (!OWN.contains(name.toLowerCase(java.util.Locale.ROOT))) {
                        values.forEach(value -> http.header(name, value));
                    }
                });
        return http.build();
    }

    static OptionalDouble number(String answer) {
        try {
            JsonNode value = JSON.readTree(answer).path("Quota").path("Value");
            return value.isNumber()
                    ? OptionalDouble.of(value.doubleValue())
                    : OptionalDouble.empty();
        } catch (JsonProcessingException e) { // an emulator that answers otherwise
            return OptionalDouble.empty();
        }
    }
}
