package dev.sluice.shared.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.sun.net.httpserver.HttpServer;

import dev.sluice.shared.aws.ApiMeter;
import dev.sluice.shared.aws.Prices;

import org.junit.jupiter.api.Test;

import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

class SpendingTest {
    /** Dollars a million, of the list that ships. */
    private static final double PUT = 5.0;

    private final ApiMeter meter = new ApiMeter();
    private final AtomicLong jobs = new AtomicLong();
    private final Spending spending = new Spending(meter, Prices.shipped(), jobs::get);

    @Test
    void nothingIsDividedByNoJob() {
        assertThat(spending.dollars()).isZero();
        assertThat(spending.perMillionJobs()).isNaN();
        assertThat(spending.perMillionJobs(new Customers())).isEmpty();
    }

    @Test
    void aCustomerPaysForItsOwnRequestsAndItsShareOfTheOthers() throws Exception {
        Customers customers = new Customers();
        try (AnsweringS3 server = new AnsweringS3();
                S3Client s3 = server.client(meter)) {
            customers.during("acme", () -> put(s3, 3));
            customers.ended("acme");
            customers.during("umbrella", () -> put(s3, 1));
            customers.ended("umbrella");
            put(s3, 2); // for both
            jobs.set(2);

            assertThat(spending.dollars() * 1e6).isCloseTo(6 * PUT, within(1e-6));
            assertThat(spending.perMillionJobs()).isCloseTo(3 * PUT, within(1e-6));
            Map<List<String>, Double> each = spending.perMillionJobs(customers);
            assertThat(each.get(List.of("acme"))).isCloseTo(4 * PUT, within(1e-6));
            assertThat(each.get(List.of("umbrella"))).isCloseTo(2 * PUT, within(1e-6));
        }
    }

    @Test
    void whatOneWhoLostItsAccountCausedIsNotSharedByTheOthers() throws Exception {
        Customers customers = new Customers();
        try (AnsweringS3 server = new AnsweringS3();
                S3Client s3 = server.client(meter)) {
            customers.during("acme", () -> put(s3, 9));
            end(customers, "acme", 1);
            for (int i = 1; i < Customers.NAMED; i++) {
                end(customers, "customer-" + i, 2);
            }
            put(s3, 7); // for all
            end(customers, "newcomer", 2);

            customers.look();

            assertThat(customers.accounts()).doesNotContainKey("acme").containsKey("newcomer");
            assertThat(spending.perMillionJobs(customers).get(List.of("customer-1")))
                    .isCloseTo(7 * PUT / jobs.get(), within(1e-6));
        }
    }

    private void end(Customers customers, String customer, int times) {
        for (int i = 0; i < times; i++) {
            customers.ended(customer);
            jobs.incrementAndGet();
        }
    }

    @Test
    void whatWasLongAgoIsForgotten() throws Exception {
        try (AnsweringS3 server = new AnsweringS3();
                S3Client s3 = server.client(meter)) {
            put(s3, 9);
            jobs.set(1);
            for (int minute = 0; minute < 20; minute++) {
                spending.look();
            }
            put(s3, 1);
            jobs.set(2);
            assertThat(spending.perMillionJobs()).isCloseTo(PUT, within(1e-6));
        }
    }

    private static void put(S3Client s3, int times) {
        for (int i = 0; i < times; i++) {
            s3.putObject(put -> put.bucket("b").key("k"), RequestBody.fromString("x"));
        }
    }

    /** Says yes to everything. */
    private static final class AnsweringS3 implements AutoCloseable {
        private final HttpServer server;

        AnsweringS3() throws IOException {
            server =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext(
                    "/",
                    exchange -> {
                        try (exchange) {
                            exchange.getRequestBody().readAllBytes();
                            exchange.sendResponseHeaders(200, -1);
                        }
                    });
            server.start();
        }

        S3Client client(ApiMeter meter) {
            return S3Client.builder()
                    .endpointOverride(
                            URI.create("http://127.0.0.1:" + server.getAddress().getPort()))
                    .forcePathStyle(true)
                    .region(Region.US_EAST_1)
                    .credentialsProvider(AnonymousCredentialsProvider.create())
                    .overrideConfiguration(c -> c.addExecutionInterceptor(meter))
                    .build();
        }

        @Override
        public void close() {
            server.stop(0);
        }
    }
}
